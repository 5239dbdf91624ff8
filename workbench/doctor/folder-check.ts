import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Remedy } from '../services/environment-error.ts'
import { fine, trouble, type Finding } from './finding.ts'

const neededMb = 200

export type FolderToCheck = {
  readonly id: string
  readonly name: string
  readonly path: string
  /** Qué hacer en cada caso: no se arreglan igual. */
  readonly remedies: Readonly<Record<FolderProblem, Remedy>>
}

type FolderProblem = 'missing' | 'denied' | 'full'

type Refusal = { readonly problem: FolderProblem; readonly why: string }

/** Escribe y borra un archivo de verdad: los permisos que se leen no siempre son los que valen. */
export async function checkFolder(
  { id, name, path, remedies }: FolderToCheck,
  freeMb: (path: string) => Promise<number> = readFreeMb,
): Promise<Finding> {
  const refusal = await tryWriting(path)
  if (refusal !== undefined) {
    return trouble(id, name, `${path} · ${refusal.why}`, [remedies[refusal.problem]])
  }
  const free = await freeMb(path)
  if (free < neededMb) {
    const detail = `${path} · quedan ${free} MB y hacen falta ${neededMb}`
    return trouble(id, name, detail, [remedies.full])
  }
  return fine(id, name, `${path} · se puede escribir · ${shownSize(free)} libres`)
}

async function tryWriting(path: string): Promise<Refusal | undefined> {
  try {
    const probe = await mkdtemp(join(path, '.taller-doctor-'))
    try {
      await writeFile(join(probe, 'ñ.txt'), 'prueba')
    } finally {
      await rm(probe, { recursive: true, force: true })
    }
    return undefined
  } catch (error) {
    return refusalOf((error as NodeJS.ErrnoException).code)
  }
}

function refusalOf(code: string | undefined): Refusal {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return { problem: 'missing', why: 'no existe' }
    case 'ENOSPC':
    case 'EDQUOT':
      return { problem: 'full', why: 'el disco está lleno' }
    case 'EROFS':
      return { problem: 'denied', why: 'el disco está montado solo para leer' }
    default:
      return { problem: 'denied', why: `no se puede escribir (${code})` }
  }
}

async function readFreeMb(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path)
  return Math.floor((bavail * bsize) / 2 ** 20)
}

function shownSize(mb: number): string {
  return mb < 1024 ? `${mb} MB` : `${Math.floor(mb / 1024)} GB`
}

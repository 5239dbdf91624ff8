import { access, chmod, constants, mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import type { ServiceName } from './config.ts'
import type { EnvironmentError } from './environment-error.ts'
import { identify } from './process-identity.ts'
import type { ProcessIdentity } from './process-identity.ts'
import { cannotPrepare } from './service-trouble.ts'

export type TempFolder = AsyncDisposable & { readonly path: string }

const anotherFolder = {
  text: 'Libera espacio o elige otra carpeta',
  command: 'TALLER_TMP=/otra/ruta npm test',
}

export function tempRootOf(configured: string | undefined): string {
  return configured === undefined ? tmpdir() : resolve(configured)
}

/**
 * La carpeta que eligió la persona tiene que servir: probar con otro proveedor que no la necesita
 * escondería que la escribió mal.
 */
export async function demandChosenFolder(
  service: ServiceName,
  configured: string | undefined,
): Promise<void> {
  if (configured === undefined) return
  const root = tempRootOf(configured)
  try {
    await access(root, constants.W_OK | constants.X_OK)
  } catch (error) {
    throw explainDisk(service, root, error) ?? error
  }
}

/**
 * El dueño va en el propio nombre, no en un archivo de dentro: así no hay ningún instante en
 * que la carpeta exista y no se sepa de quién es.
 */
export async function openTempFolder(
  service: ServiceName,
  configured: string | undefined,
  neededMb: number,
): Promise<TempFolder> {
  const root = tempRootOf(configured)
  const { pid, startedAt } = identify(process.pid)
  try {
    await demandSpace(service, root, neededMb)
    const path = await mkdtemp(join(root, `taller-${service}-${pid}-${startedAt}-`))
    // Otros pueden atravesarla pero no mirarla: PostgreSQL puede correr con otro usuario.
    await chmod(path, 0o711)
    return { path, [Symbol.asyncDispose]: () => removeFolder(path) }
  } catch (error) {
    throw explainDisk(service, root, error) ?? error
  }
}

/** Nombre de carpeta → proceso que la creó. */
export function ownerOf(name: string): ProcessIdentity | undefined {
  const match = /^taller-(?:redis|postgres)-(\d+)-(\d*)-[^-]+$/.exec(name)
  return match ? { pid: Number(match[1]), startedAt: match[2] ?? '' } : undefined
}

export async function removeFolder(path: string): Promise<void> {
  // Con reintentos: un servidor que acaba de morir puede soltar tarde su último archivo.
  await rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
}

/** Traduce los errores de disco; los demás no son cosa suya. */
export function explainDisk(
  service: ServiceName,
  root: string,
  error: unknown,
): EnvironmentError | undefined {
  const { code, syscall } = error as NodeJS.ErrnoException
  if (syscall?.startsWith('spawn')) return undefined // habla de un binario, no de la carpeta
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return cannotPrepare(service, `El disco de la carpeta temporal (${root}) está lleno.`, [
        anotherFolder,
      ])
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return cannotPrepare(service, `No se puede escribir en la carpeta temporal ${root}.`, [
        { text: 'Elige otra carpeta', command: 'TALLER_TMP=/otra/ruta npm test' },
      ])
    case 'ENOENT':
    case 'ENOTDIR':
      return cannotPrepare(service, `La carpeta temporal ${root} no existe.`, [
        { text: 'Créala', command: `mkdir -p '${root}'` },
      ])
    default:
      return undefined
  }
}

async function demandSpace(service: ServiceName, root: string, neededMb: number): Promise<void> {
  const { bavail, bsize } = await statfs(root)
  const leftMb = Math.floor((bavail * bsize) / 2 ** 20)
  if (leftMb >= neededMb) return
  throw cannotPrepare(
    service,
    `El disco de la carpeta temporal está lleno (quedan ${leftMb} MB; hacen falta ${neededMb}).`,
    [anotherFolder],
  )
}

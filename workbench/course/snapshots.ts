import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { basename, join } from 'node:path'

import { contentOf, copyNew, listFiles, sameTree } from './file-tree.ts'
import { courseRoot, type Lesson } from './lesson.ts'

const unfinished = '.unfinished'

export type Snapshot = {
  /** Absoluta: dentro está el `src` de ese momento. */
  readonly dir: string
  readonly files: readonly string[]
  /** `true` si ya había una copia idéntica y no hizo falta otra. */
  readonly reused: boolean
}

/**
 * Guarda el `src` de la lección. Cuando vuelve, lo guardado se ha releído y es igual, byte a byte.
 * Nunca pisa una copia anterior. Sin nada que guardar devuelve `undefined`.
 */
export async function takeSnapshot(
  lesson: Lesson,
  now: Date = new Date(),
  copy: typeof copyNew = copyNew,
): Promise<Snapshot | undefined> {
  const source = join(lesson.dir, 'src')
  const files = await listFiles(source)
  if (files.length === 0) return undefined

  const latest = await latestSnapshot(lesson)
  if (latest !== undefined && (await sameTree(source, latest))) {
    return { dir: latest, files, reused: true }
  }

  const parent = snapshotsDir(lesson)
  await mkdir(parent, { recursive: true })
  await removeDrafts(parent)
  const dir = join(parent, nextName(await snapshotNames(parent), timestamp(now)))
  // Con otro nombre hasta estar entera: una copia a medias no debe parecer una copia.
  const draft = `${dir}${unfinished}`
  for (const file of files) await copy(join(source, file), join(draft, file))
  await verify(source, draft, files)
  await rename(draft, dir)
  return { dir, files, reused: false }
}

/** La carpeta de la última copia terminada. Los nombres son fechas: ordenan solos. */
export async function latestSnapshot(lesson: Lesson): Promise<string | undefined> {
  const names = await snapshotNames(snapshotsDir(lesson))
  const last = names.filter((name) => !name.endsWith(unfinished)).at(-1)
  return last === undefined ? undefined : join(snapshotsDir(lesson), last)
}

export function snapshotsDir(lesson: Lesson): string {
  return join(courseRoot(lesson), '.taller', 'snapshots', basename(lesson.dir))
}

async function verify(source: string, copy: string, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const [original, copied] = await Promise.all([
      contentOf(join(source, file)),
      contentOf(join(copy, file)),
    ])
    if (original === undefined || copied === undefined || !original.equals(copied)) {
      throw new SnapshotMismatchError(file)
    }
  }
}

export class SnapshotMismatchError extends Error {
  override readonly name = 'SnapshotMismatchError'
  readonly code = 'SNAPSHOT_MISMATCH'

  constructor(file: string) {
    super(
      `«${file}» cambió mientras se guardaba la copia, y no se ha tocado.\n` +
        '  Guarda en el editor y repite.',
    )
  }
}

async function snapshotNames(parent: string): Promise<readonly string[]> {
  try {
    return (await readdir(parent)).toSorted()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}

// Si algo interrumpió una copia, lo que copiaba sigue intacto en su sitio: el borrador sobra.
async function removeDrafts(parent: string): Promise<void> {
  const names = await snapshotNames(parent)
  for (const name of names.filter((candidate) => candidate.endsWith(unfinished))) {
    await rm(join(parent, name), { recursive: true, force: true })
  }
}

/** Siempre detrás de la última, aunque el reloj haya ido hacia atrás (un cambio de hora). */
function nextName(taken: readonly string[], wanted: string): string {
  const last = taken.at(-1)
  if (last === undefined || wanted > last) return wanted
  const [, base = last, copy = '1'] = /^(.+-\d{3})(?:-(\d\d))?$/.exec(last) ?? []
  return `${base}-${two(Number(copy) + 1)}`
}

/** «2026-03-09T14-03-21-240»: la hora local, que es la que se recuerda, y vale como nombre. */
function timestamp(now: Date): string {
  const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())]
  const time = [two(now.getHours()), two(now.getMinutes()), two(now.getSeconds())]
  return `${date.join('-')}T${time.join('-')}-${String(now.getMilliseconds()).padStart(3, '0')}`
}

function two(value: number): string {
  return String(value).padStart(2, '0')
}

import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { explainDisk } from './disk-trouble.ts'
import { contentOf, copyNew, listFiles, removeFile, sameTree } from './file-tree.ts'
import { starterDir } from './files.ts'
import { courseRoot, type Lesson } from './lesson.ts'
import { withLock } from './lock.ts'
import { MalformedLessonError } from './malformed-lesson-error.ts'
import { forgetPassed, recallPassed } from './progress.ts'
import { SnapshotMismatchError, takeSnapshot, type Snapshot } from './snapshots.ts'
import { uniqueName } from './unique-name.ts'

/** `missing`: no hay carpeta `src`, o está vacía. */
export type LessonState = 'pristine' | 'begun' | 'missing'

/** Compara el `src` de la lección con su código inicial. Los saltos de línea no cuentan. */
export async function lessonState(lesson: Lesson): Promise<LessonState> {
  const current = await listFiles(join(lesson.dir, 'src'))
  if (current.length === 0) return 'missing'
  return (await changedFiles(lesson)).length === 0 ? 'pristine' : 'begun'
}

/** Los archivos de `src` que no son ya los iniciales: cambiados, añadidos o borrados. */
export async function changedFiles(lesson: Lesson): Promise<readonly string[]> {
  const source = join(lesson.dir, 'src')
  const starter = starterDir(lesson)
  const initial = await requireStarter(lesson)
  const all = [...new Set([...initial, ...(await listFiles(source))])].toSorted()
  const changed = await Promise.all(
    all.map(async (file) => {
      const [ours, theirs] = await Promise.all([
        contentOf(join(source, file)),
        contentOf(join(starter, file)),
      ])
      return ours !== undefined && theirs !== undefined && sameText(ours, theirs) ? [] : [file]
    }),
  )
  return changed.flat()
}

export type ReplaceOptions = {
  readonly now?: Date
  /** Con la copia ya hecha y nada tocado todavía. */
  readonly onKept?: () => Promise<void>
}

/** Deja el `src` como al principio. Antes guarda el que hay; `undefined` si no había nada. */
export async function resetLesson(
  lesson: Lesson,
  options?: ReplaceOptions,
): Promise<Snapshot | undefined> {
  await requireStarter(lesson)
  // Antes que el código: si algo nos corta en medio, lo que ya funciona se apunta solo otra vez.
  await forgetPassed(courseRoot(lesson), lesson)
  return replaceSource(lesson, starterDir(lesson), options)
}

/** Trae de vuelta una copia guardada. Antes guarda lo que hay, así que también se deshace. */
export async function restoreSnapshot(
  lesson: Lesson,
  snapshotDir: string,
  options?: ReplaceOptions,
): Promise<Snapshot | undefined> {
  const replaced = await replaceSource(lesson, snapshotDir, options)
  await recallPassed(courseRoot(lesson), lesson)
  return replaced
}

/** Fija el `src` actual como código inicial. Es cosa de autores: aquí no se guarda copia. */
export async function refreshStarter(lesson: Lesson): Promise<readonly string[]> {
  const source = join(lesson.dir, 'src')
  const files = await listFiles(source)
  if (files.length === 0) {
    throw new MalformedLessonError([
      { where: `lessons/${lesson.slug}/src`, what: 'no hay código que fijar como inicial.' },
    ])
  }
  return guarded(lesson, async () => {
    const starter = starterDir(lesson)
    for (const file of await listFiles(starter)) {
      if (!files.includes(file)) await removeFile(join(starter, file))
    }
    await removeEmptyFolders(starter)
    for (const file of files) await putFile(join(source, file), join(starter, file))
    return files
  })
}

async function replaceSource(
  lesson: Lesson,
  from: string,
  { now = new Date(), onKept }: ReplaceOptions = {},
): Promise<Snapshot | undefined> {
  const source = join(lesson.dir, 'src')
  return guarded(lesson, async () => {
    const snapshot = await takeUnlessInitial(lesson, now)
    const kept = snapshot ?? { dir: starterDir(lesson), files: await listFiles(source) }
    await onKept?.()
    // De uno en uno y en su sitio, en vez de cambiar la carpeta entera: el editor y la terminal
    // que la tienen abierta no se quedan mirando una que ya no existe. Si algo nos interrumpe,
    // queda una mezcla, pero la copia ya está entera: repetir la orden termina el trabajo.
    const wanted = await listFiles(from)
    for (const file of kept.files) {
      if (wanted.includes(file)) continue
      await requireKept(source, kept, file)
      await removeFile(join(source, file))
    }
    await removeEmptyFolders(source)
    for (const file of wanted) {
      if (kept.files.includes(file)) await requireKept(source, kept, file)
      await putFile(join(from, file), join(source, file))
    }
    return snapshot
  })
}

/** El código inicial no se guarda: a él se puede volver siempre. */
async function takeUnlessInitial(lesson: Lesson, now: Date): Promise<Snapshot | undefined> {
  const initial = await sameTree(join(lesson.dir, 'src'), starterDir(lesson))
  return initial ? undefined : takeSnapshot(lesson, now)
}

// El editor puede guardar entre la copia y este momento: lo que no está en la copia no se pisa.
async function requireKept(
  source: string,
  { dir }: Pick<Snapshot, 'dir'>,
  file: string,
): Promise<void> {
  const [now, kept] = await Promise.all([contentOf(join(source, file)), contentOf(join(dir, file))])
  if (now !== undefined && (kept === undefined || !now.equals(kept))) {
    throw new SnapshotMismatchError(file)
  }
}

/** Quien lo tuviera abierto ve el archivo viejo o el nuevo, nunca uno a medias. */
async function putFile(from: string, to: string): Promise<void> {
  const [wanted, current] = await Promise.all([contentOf(from), contentOf(to)])
  if (current !== undefined && wanted?.equals(current)) return
  const temporary = join(dirname(to), `.${uniqueName()}.tmp`)
  try {
    await copyNew(from, temporary)
    // En Windows, un destino de solo lectura no se deja sustituir.
    if (current !== undefined && process.platform === 'win32') await removeFile(to)
    await rename(temporary, to)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

async function removeEmptyFolders(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true })
  const entries = await readdir(dir, { recursive: true, withFileTypes: true })
  const folders = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
  // Las más hondas primero: al vaciarse una, puede quedar vacía la de encima.
  for (const folder of folders.toSorted((a, b) => b.length - a.length)) {
    if ((await readdir(folder)).length === 0) await rmdir(folder)
  }
}

async function guarded<T>(lesson: Lesson, task: () => Promise<T>): Promise<T> {
  const folder = join(courseRoot(lesson), '.taller')
  try {
    await mkdir(folder, { recursive: true })
    return await withLock(join(folder, `${lesson.slug}.lock`), task)
  } catch (error) {
    throw explainDisk(lesson.dir, error)
  }
}

async function requireStarter(lesson: Lesson): Promise<readonly string[]> {
  const files = await listFiles(starterDir(lesson))
  if (files.length > 0) return files
  throw new MalformedLessonError([
    {
      where: `solutions/${lesson.slug}/starter`,
      what:
        'falta el código inicial. Recupéralo con git, en la raíz del taller:\n' +
        `  git checkout -- solutions/${lesson.slug}/starter\n` +
        'o, si estás escribiendo la lección, fíjalo:\n' +
        `  npm run starter -- ${lesson.number}`,
    },
  ])
}

function sameText(a: Buffer, b: Buffer): boolean {
  return a.equals(b) || unixLines(a) === unixLines(b)
}

function unixLines(content: Buffer): string {
  return content.toString('utf8').replaceAll('\r\n', '\n')
}

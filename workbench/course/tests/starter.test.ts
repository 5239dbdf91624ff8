import { chmod, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { listFiles } from '../file-tree.ts'
import type { Lesson } from '../lesson.ts'
import { latestSnapshot, snapshotsDir, takeSnapshot } from '../snapshots.ts'
import { lessonState, refreshStarter, resetLesson, restoreSnapshot } from '../starter.ts'
import { createCourse, starterText } from './sample-course.ts'

const mine = '// lo mío\nexport const mine = 1\n'

async function sources(dir: string): Promise<Record<string, string>> {
  const files = await listFiles(dir)
  return Object.fromEntries(
    await Promise.all(
      files.map(async (file) => [file, await readFile(join(dir, file), 'utf8')] as const),
    ),
  )
}

function sourceOf(lesson: Lesson): string {
  return join(lesson.dir, 'src')
}

const pristine = { 'bus.ts': starterText('bus.ts'), 'program.ts': starterText('program.ts') }

test('sin código inicial dice cómo recuperarlo y cómo fijarlo', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  await rm(join(course.root, 'solutions/02-event-bus/starter'), { recursive: true })

  await expect(resetLesson(lesson)).rejects.toThrow(
    '  solutions/02-event-bus/starter\n' +
      '    falta el código inicial. Recupéralo con git, en la raíz del taller:\n' +
      '      git checkout -- solutions/02-event-bus/starter\n' +
      '    o, si estás escribiendo la lección, fíjalo:\n' +
      '      npm run starter -- 02',
  )
})

test('volver al principio restaura el código inicial y guarda todo lo que había', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  await writeFile(join(sourceOf(lesson), 'bus.ts'), mine)
  await mkdir(join(sourceOf(lesson), 'extra/deep'), { recursive: true })
  await writeFile(join(sourceOf(lesson), 'extra/deep/notes.txt'), 'apuntes')

  const snapshot = await resetLesson(lesson, { now: new Date(2026, 2, 9, 14, 3, 21, 240) })

  expect(await sources(sourceOf(lesson))).toEqual(pristine)
  expect(await readdir(sourceOf(lesson))).toEqual(['bus.ts', 'program.ts'])
  expect(snapshot?.dir).toBe(join(snapshotsDir(lesson), '2026-03-09T14-03-21-240'))
  expect(await sources(snapshot!.dir)).toEqual({
    'bus.ts': mine,
    'extra/deep/notes.txt': 'apuntes',
    'program.ts': starterText('program.ts'),
  })
})

test('con la carpeta src borrada vuelve entera y no hay nada que guardar', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  await rm(sourceOf(lesson), { recursive: true })

  expect(await resetLesson(lesson)).toBeUndefined()

  expect(await sources(sourceOf(lesson))).toEqual(pristine)
})

test('un archivo de solo lectura también vuelve', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  await writeFile(join(sourceOf(lesson), 'bus.ts'), mine)
  await chmod(join(sourceOf(lesson), 'bus.ts'), 0o444)
  await writeFile(join(sourceOf(lesson), 'locked.ts'), mine)
  await chmod(join(sourceOf(lesson), 'locked.ts'), 0o444)

  await resetLesson(lesson)

  expect(await sources(sourceOf(lesson))).toEqual(pristine)
})

test('una carpeta donde iba un archivo, y al revés, se deshacen', async () => {
  await using course = await createCourse()
  await course.write('solutions/02-event-bus/starter/parts/one.ts', '// uno\n')
  const lesson = await course.lesson('02')
  await rm(join(sourceOf(lesson), 'bus.ts'))
  await mkdir(join(sourceOf(lesson), 'bus.ts'))
  await writeFile(join(sourceOf(lesson), 'bus.ts/index.ts'), mine)
  await writeFile(join(sourceOf(lesson), 'parts'), mine)

  const snapshot = await resetLesson(lesson)

  expect(await sources(sourceOf(lesson))).toEqual({ ...pristine, 'parts/one.ts': '// uno\n' })
  expect(snapshot?.files).toEqual(['bus.ts/index.ts', 'parts', 'program.ts'])
})

test('un enlace se guarda como enlace y no se toca lo que señala', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  await course.write('outside.ts', mine)
  await rm(join(sourceOf(lesson), 'bus.ts'))
  await symlink(join(course.root, 'outside.ts'), join(sourceOf(lesson), 'bus.ts'))

  await resetLesson(lesson)

  expect(await sources(sourceOf(lesson))).toEqual(pristine)
  expect(await readFile(join(course.root, 'outside.ts'), 'utf8')).toBe(mine)
})

test('dos vueltas al principio dejan dos copias, aunque el reloj vaya hacia atrás', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  const times = [new Date(2026, 2, 9, 14), new Date(2026, 2, 9, 14), new Date(2026, 2, 9, 13)]

  for (const [index, time] of times.entries()) {
    await writeFile(join(sourceOf(lesson), 'bus.ts'), `// intento ${index}\n`)
    await resetLesson(lesson, { now: time })
  }

  expect(await readdir(snapshotsDir(lesson))).toEqual([
    '2026-03-09T14-00-00-000',
    '2026-03-09T14-00-00-000-02',
    '2026-03-09T14-00-00-000-03',
  ])
  const latest = await latestSnapshot(lesson)
  expect(await readFile(join(latest!, 'bus.ts'), 'utf8')).toBe('// intento 2\n')
})

test('lo que ya estaba guardado igual no se guarda otra vez', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  await writeFile(join(sourceOf(lesson), 'bus.ts'), mine)
  const first = await resetLesson(lesson)
  await writeFile(join(sourceOf(lesson), 'bus.ts'), mine)

  const second = await resetLesson(lesson)

  expect(second).toMatchObject({ dir: first!.dir, reused: true })
  expect(await readdir(snapshotsDir(lesson))).toHaveLength(1)
})

test('recuperar una copia guarda antes lo que hay', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  await writeFile(join(sourceOf(lesson), 'bus.ts'), mine)
  const first = await resetLesson(lesson)
  await writeFile(join(sourceOf(lesson), 'bus.ts'), '// otra idea\n')

  const second = await restoreSnapshot(lesson, first!.dir)

  expect(await sources(sourceOf(lesson))).toEqual({ ...pristine, 'bus.ts': mine })
  expect(await readFile(join(second!.dir, 'bus.ts'), 'utf8')).toBe('// otra idea\n')
})

test('una copia a medias no pasa por copia y se retira', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  await course.write(
    '.taller/snapshots/02-event-bus/2026-01-01T00-00-00-000.unfinished/bus.ts',
    'a',
  )
  const before = await latestSnapshot(lesson)
  await writeFile(join(sourceOf(lesson), 'bus.ts'), mine)

  const snapshot = await resetLesson(lesson)

  expect(before).toBeUndefined()
  expect(await readdir(snapshotsDir(lesson))).toEqual([snapshot!.dir.split(/[\\/]/).at(-1)])
})

test('fijar el código inicial lo deja igual que src, sin restos del anterior', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  await rename(join(sourceOf(lesson), 'bus.ts'), join(sourceOf(lesson), 'event-bus.ts'))

  const files = await refreshStarter(lesson)

  expect(files).toEqual(['event-bus.ts', 'program.ts'])
  expect(await listFiles(join(course.root, 'solutions/02-event-bus/starter'))).toEqual(files)
  expect(await lessonState(lesson)).toBe('pristine')
})

test('sin código en src no hay nada que fijar', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  await rm(sourceOf(lesson), { recursive: true })

  await expect(refreshStarter(lesson)).rejects.toThrow(
    'lessons/02-event-bus/src\n    no hay código que fijar como inicial.',
  )
})

test('recuperar una copia encima del código inicial no guarda otra: no hay nada que perder', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  await writeFile(join(sourceOf(lesson), 'extra.ts'), mine)
  const first = await resetLesson(lesson)

  const second = await restoreSnapshot(lesson, first!.dir)

  expect(second).toBeUndefined()
  expect(await readFile(join(sourceOf(lesson), 'extra.ts'), 'utf8')).toBe(mine)
  expect(await readdir(snapshotsDir(lesson))).toHaveLength(1)
})

test('lo que el editor guarda entre la copia y el cambio no se pisa, y se pide repetir', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  const file = join(sourceOf(lesson), 'bus.ts')
  await writeFile(file, mine)

  const attempt = resetLesson(lesson, { onKept: () => writeFile(file, '// más nuevo\n') })

  await expect(attempt).rejects.toMatchObject({
    code: 'SNAPSHOT_MISMATCH',
    message:
      '«bus.ts» cambió mientras se guardaba la copia, y no se ha tocado.\n' +
      '  Guarda en el editor y repite.',
  })
  expect(await readFile(file, 'utf8')).toBe('// más nuevo\n')
})

test('lo mismo vale para un archivo añadido, que se iba a quitar', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  const file = join(sourceOf(lesson), 'notes.ts')
  await writeFile(file, mine)

  const attempt = resetLesson(lesson, { onKept: () => writeFile(file, '// más nuevo\n') })

  await expect(attempt).rejects.toMatchObject({ code: 'SNAPSHOT_MISMATCH' })
  expect(await readFile(file, 'utf8')).toBe('// más nuevo\n')
})

test('una copia que no sale igual que el original no vale', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  const half = async (_from: string, to: string): Promise<void> => {
    await mkdir(join(to, '..'), { recursive: true })
    await writeFile(to, 'a medias')
  }

  await expect(takeSnapshot(lesson, new Date(), half)).rejects.toMatchObject({
    code: 'SNAPSHOT_MISMATCH',
  })
  expect(await latestSnapshot(lesson)).toBeUndefined()
})

test('volver al principio no le quita a un editor lo que aún no ha guardado', async () => {
  await using course = await createCourse()
  const lesson = await course.lesson('02')
  const swap = join(sourceOf(lesson), '.bus.ts.swp')
  await writeFile(join(sourceOf(lesson), 'bus.ts'), mine)
  await writeFile(swap, 'sin guardar')

  const snapshot = await resetLesson(lesson)

  expect(snapshot?.files).toEqual(['bus.ts', 'program.ts'])
  expect(await sources(sourceOf(lesson))).toEqual(pristine)
  expect(await readFile(swap, 'utf8')).toBe('sin guardar')
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { latestSnapshot } from '../../snapshots.ts'
import { lessonState, resetLesson } from '../../starter.ts'
import { createCourse } from '../sample-course.ts'

const fileCount = 40

/** Empieza un reset en otro proceso y lo mata sin aviso al cabo de un rato. */
async function killReset(lesson: unknown, afterMs: number): Promise<void> {
  const module = JSON.stringify(new URL('../../starter.ts', import.meta.url).href)
  const script = `
    const { resetLesson } = await import(${module})
    process.stdout.write('empieza')
    await resetLesson(${JSON.stringify(lesson)})`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  await once(child.stdout, 'data')
  // Pausa a propósito: el corte cae en un momento cualquiera, y la promesa vale para todos.
  await after(afterMs)
  child.kill('SIGKILL')
  await exited
}

test('un reset cortado en cualquier momento no pierde nada, y repetirlo lo termina', async () => {
  for (const killAfterMs of [0, 5, 12, 25]) {
    await using course = await createCourse()
    const lesson = await course.lesson('02')
    const work = new Map<string, string>()
    for (let index = 0; index < fileCount; index++) {
      const name = `work-${index}.ts`
      work.set(name, `// trabajo ${index}\n`.repeat(2_000))
      await writeFile(join(lesson.dir, 'src', name), work.get(name)!)
    }

    await killReset(lesson, killAfterMs)

    const kept = await Promise.all(
      [...work].map(async ([name, text]) => {
        const places = [join(lesson.dir, 'src', name)]
        const latest = await latestSnapshot(lesson)
        if (latest !== undefined) places.push(join(latest, name))
        const found = await Promise.all(
          places.map((place) => readFile(place, 'utf8').catch(() => '')),
        )
        return found.includes(text)
      }),
    )
    expect(kept, `cortado a los ${killAfterMs} ms`).toEqual(kept.map(() => true))

    await resetLesson(lesson)
    expect(await lessonState(lesson)).toBe('pristine')
    expect(await readdir(join(lesson.dir, 'src'))).toEqual(['bus.ts', 'program.ts'])
  }
})

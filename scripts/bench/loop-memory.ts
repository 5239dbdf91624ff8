import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

import type { Lesson } from '../../workbench/course/lesson.ts'
import { openOurLoop } from './loop.ts'
import type { Bench, Measurement } from './measurement.ts'
import { openScratchCourse } from './scratch-course.ts'

const target = 1.5
const WARM_AFTER = 50
const WINDOW = 20

/**
 * Dos horas de guardados: la memoria del bucle entero, con sus procesos, al final y tras los primeros.
 * De cada momento, la mayor de veinte lecturas: entre dos recogidas de basura hay dientes de sierra.
 */
export async function measureLoopMemory(
  bench: Bench,
  lessons: readonly Lesson[],
): Promise<Measurement> {
  const lesson = lessons.find(({ services }) => services.length === 0)!
  const saves = bench.quick ? 300 : 2_000
  await using course = await openScratchCourse(bench.root)
  await course.place(lesson, 'reference')
  await using loop = await openOurLoop(course.root, bench.env, lesson.slug)
  const file = join(course.root, 'lessons', lesson.slug, lesson.steps[0]!.file)
  const text = await readFile(file, 'utf8')

  const warm: number[] = []
  const last: number[] = []
  for (let count = 1; count <= saves; count++) {
    bench.signal.throwIfAborted()
    const answered = loop.answer()
    await writeFile(file, `${text}// guardado ${count}\n`)
    await answered
    if (count > WARM_AFTER - WINDOW && count <= WARM_AFTER) warm.push(await memoryOfTree())
    if (count > saves - WINDOW) last.push(await memoryOfTree())
  }
  const [before, after] = [Math.max(...warm), Math.max(...last)]
  const ratio = after / before
  const inWords = ratio.toFixed(2).replace('.', ',')
  return {
    id: 'memoria',
    title: `Memoria del bucle y sus procesos: ${saves} guardados · objetivo: 1,5× la de los 50 primeros`,
    columns: ['memoria', undefined],
    rows: [
      {
        name: `${lesson.number} ${lesson.slug.slice(3)}`,
        target: ratio <= target ? 'met' : 'missed',
        note: `${Math.round(before)} MB tras ${WARM_AFTER} y ${Math.round(after)} MB tras ${saves}: ${inWords}×`,
      },
    ],
  }
}

/** La memoria residente de este proceso y de los que cuelgan de él, en MB. */
async function memoryOfTree(): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,ppid=,rss=,comm='])
  const all = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, parent, rss, name]) => ({ pid, parent, kb: Number(rss), name }))
  const ours = new Set([String(process.pid)])
  for (let grown = true; grown;) {
    const found = all.filter(({ pid, parent }) => ours.has(parent!) && !ours.has(pid!))
    for (const { pid } of found) ours.add(pid!)
    grown = found.length > 0
  }
  const counted = all.filter(({ pid, name }) => ours.has(pid!) && name !== 'ps')
  return counted.reduce((sum, { kb }) => sum + kb, 0) / 1_024
}

import { join } from 'node:path'

import type { Bench, Measurement, Row } from './measurement.ts'
import { repeat, spreadOf } from './samples.ts'
import { timeNode, UnexpectedExitError } from './timed-run.ts'

type Verification = {
  readonly rows: readonly { readonly lesson: { readonly slug: string }; readonly ms: number }[]
}

const title = 'npm test, el taller entero (por lección: suma de sus archivos, en paralelo)'

/** El taller entero probándose a sí mismo. Sin vuelta de calentamiento: dura demasiado. */
export async function measureWholeTest({ root, env, quick, signal }: Bench): Promise<Measurement> {
  const byLesson = new Map<string, number[]>()
  const args = [join(root, 'workbench/bin.mjs'), 'test', '--json']
  const once = async () => {
    const { ms, stdout } = await timeNode(args, { cwd: root, env, signal, expectedCode: 0 })
    for (const { lesson, ms: spent } of (JSON.parse(stdout) as Verification).rows) {
      const samples = byLesson.get(lesson.slug) ?? []
      byLesson.set(lesson.slug, [...samples, spent])
    }
    return ms
  }
  const measured = await repeat(once, quick ? 1 : 3).catch((error: unknown) => {
    if (error instanceof UnexpectedExitError) return undefined
    throw error
  })
  const shell = { id: 'todo', title, columns: ['tiempo', undefined] } as const
  if (measured === undefined) {
    const note = 'en rojo: arréglalo antes con npm test'
    return { ...shell, rows: [{ name: 'en total', target: 'missed', note }] }
  }
  const totals = spreadOf(measured)
  const rows: Row[] = [
    { name: 'en total', subject: totals },
    ...[...byLesson].map(([slug, samples]) => ({
      name: `${slug.slice(0, 2)} ${slug.slice(3)}`,
      subject: spreadOf(samples),
    })),
  ]
  return { ...shell, rows }
}

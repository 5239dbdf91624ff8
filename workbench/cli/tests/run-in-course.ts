import type { SampleCourse } from '../../course/tests/sample-course.ts'
import { run } from '../cli.ts'
import { createIo, type RecordingIo } from './recording-io.ts'

export type Ran = RecordingIo['written'] & {
  readonly code: number
  readonly questions: readonly string[]
}

/** Ejecuta «reset 02» y demás como los teclearía una persona, sobre un taller de prueba. */
export async function runIn(
  course: SampleCourse,
  line: string,
  options?: Parameters<typeof createIo>[1],
): Promise<Ran> {
  const io = createIo(course.root, options)
  const code = await run(line.split(' '), io)
  return { code, ...io.written, questions: io.questions }
}

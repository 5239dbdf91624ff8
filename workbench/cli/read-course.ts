import { readCatalogue } from '../course/catalogue.ts'
import type { Lesson } from '../course/lesson.ts'
import { readProgress, type Progress } from '../course/progress.ts'
import type { Io } from './command.ts'

/** Las lecciones y lo superado; si el archivo de progreso estaba dañado, lo dice. */
export async function readCourse(
  io: Io,
): Promise<{ readonly catalogue: readonly Lesson[]; readonly progress: Progress }> {
  const catalogue = await readCatalogue(io.root)
  const progress = await readProgress(io.root)
  if (progress.notice !== undefined) io.err(progress.notice)
  return { catalogue, progress }
}

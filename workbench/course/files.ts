import { access } from 'node:fs/promises'
import { join } from 'node:path'

import { listFiles } from './file-tree.ts'
import { courseRoot, filesOf, type Lesson } from './lesson.ts'
import { MalformedLessonError, type Fault } from './malformed-lesson-error.ts'

/**
 * Exige que existan los archivos que nombran los pasos. Se llama con la lección que se va a usar
 * (o con todas, al verificar el taller): un archivo borrado en otra no debe estorbar.
 */
export async function requireFiles(lesson: Lesson): Promise<void> {
  const faults = [...(await missingSources(lesson)), ...(await missingTests(lesson))]
  if (faults.length > 0) throw new MalformedLessonError(faults)
}

/** Los que hacen falta para ejecutar su programa: los de los pasos y los que ya venían dados. */
export async function requireProgramFiles(lesson: Lesson): Promise<void> {
  const given = (await listFiles(starterDir(lesson))).map((name) => `src/${name}`)
  const faults = await missingSources(lesson, given)
  if (faults.length > 0) throw new MalformedLessonError(faults)
}

async function missingSources(
  lesson: Lesson,
  others: readonly string[] = [],
): Promise<readonly Fault[]> {
  const files = [...new Set([...lesson.steps.flatMap(filesOf), ...others])]
  const faults = await Promise.all(
    files.map(async (file): Promise<readonly Fault[]> => {
      if (await exists(join(lesson.dir, file))) return []
      const starter = join(starterDir(lesson), file.slice('src/'.length))
      const what = (await exists(starter))
        ? `falta. Recupera el código inicial; lo demás que tengas se guarda:\n  npm run reset -- ${lesson.number}`
        : `falta, y lo nombra el paso ${stepNaming(lesson, file)} de su README: escríbelo o corrige «file».`
      return [{ where: `lessons/${lesson.slug}/${file}`, what }]
    }),
  )
  return faults.flat()
}

async function missingTests(lesson: Lesson): Promise<readonly Fault[]> {
  const hasGit = await exists(join(courseRoot(lesson), '.git'))
  const faults = await Promise.all(
    lesson.steps.map(async ({ number, test }): Promise<readonly Fault[]> => {
      if (await exists(join(lesson.dir, test))) return []
      const where = `lessons/${lesson.slug}/${test}`
      const what = hasGit
        ? `falta el test del paso ${number}. Recupéralo con git, en la raíz del taller:\n  git checkout -- ${where}`
        : `falta el test del paso ${number}. Sin git, cópialo de donde descargaste el taller.`
      return [{ where, what }]
    }),
  )
  return faults.flat()
}

/** La copia intacta del código inicial, la que restaura `reset`. */
export function starterDir(lesson: Lesson): string {
  return join(courseRoot(lesson), 'solutions', lesson.slug, 'starter')
}

function stepNaming(lesson: Lesson, file: string): number | undefined {
  return lesson.steps.find((step) => filesOf(step).includes(file))?.number
}

export async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false // no se puede ver: para quien pregunta, es lo mismo que no estar
  }
}

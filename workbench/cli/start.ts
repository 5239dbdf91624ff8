import { currentStep, readProgress } from '../course/progress.ts'
import type { Command } from './command.ts'
import { progressBar } from './progress-bar.ts'
import { readCourse } from './read-course.ts'
import { checkLesson } from './test.ts'

export const command: Command = {
  summary: 'te lleva al primer paso sin superar y lo comprueba',
  usage: 'npm start',
  options: {
    traza: { type: 'boolean', help: 'enseña también el error original, con su pila' },
  },
  maxPositionals: 0,
  async run(args, io) {
    const { catalogue, progress } = await readCourse(io)
    const before = currentStep(catalogue, progress)
    io.out(`\n${progressBar(catalogue, progress, io)}`)
    if (before === undefined) {
      io.out(`\n  No te queda ningún paso: curso completo. Los retos siguen ahí: npm run lista\n`)
      return 0
    }

    const { lesson, step } = before
    const code = await checkLesson(lesson, [step], args, io)
    if (code === 0) {
      const next = currentStep(catalogue, await readProgress(io.root))
      io.out(
        next === undefined
          ? '  Era el último paso del curso. Enhorabuena.\n'
          : `  Siguiente: ${next.lesson.number}.${next.step.number} · ${next.step.title}\n    npm start\n`,
      )
    } else if (code === 1) {
      io.out(
        `  Lee la tarea en  lessons/${lesson.slug}/README.md\n` +
          `  y, tras guardar, vuelve a lanzar  npm start\n`,
      )
    }
    return code
  },
}

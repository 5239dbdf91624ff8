import { currentStep, readProgress } from '../course/progress.ts'
import type { Args, Command, Io } from './command.ts'
import { progressBar } from './progress-bar.ts'
import { readCourse } from './read-course.ts'
import { checkLesson } from './test.ts'

export const command: Command = {
  summary: 'te lleva al primer paso sin superar y lo comprueba',
  usage: 'npm start [-- --plain]',
  details:
    'Déjalo abierto: cada vez que guardas, dice qué falta y por qué, y cada tecla del pie hace una ' +
    'cosa. Con --plain, o sin una terminal de verdad (otro programa, CI, un lector de pantalla que ' +
    'lo prefiera), comprueba el paso una vez, lo cuenta en líneas seguidas y termina.',
  options: {
    plain: { type: 'boolean', help: 'una sola vez, en líneas seguidas y sin teclas' },
    json: { type: 'boolean', help: 'una sola vez, y como datos' },
    traza: { type: 'boolean', help: 'una sola vez, con el error original y su pila' },
  },
  maxPositionals: 0,
  async run(args, io) {
    const { stdin, stdout } = process
    const once = ['plain', 'json', 'traza'].some((name) => args.values[name] === true)
    const isTerminal = io.confirm !== undefined && (io.env['CI'] ?? '') === ''
    if (once || !isTerminal || io.env['TERM'] === 'dumb') return checkOnce(args, io)
    const { runInteractive } = await import('../loop/interactive.ts')
    return runInteractive(io, { input: stdin, output: stdout })
  },
}

async function checkOnce(args: Args, io: Io): Promise<number> {
  const json = args.values['json'] === true
  const { catalogue, progress } = await readCourse(io)
  const before = currentStep(catalogue, progress)
  if (!json) io.out(`\n${progressBar(catalogue, progress, io)}`)
  if (before === undefined) {
    io.out(
      json
        ? JSON.stringify({ finished: true })
        : `\n  No te queda ningún paso: curso completo. Los retos siguen ahí: npm run lista\n`,
    )
    return 0
  }

  const { lesson, step } = before
  const code = await checkLesson(lesson, [step], args, io)
  if (json) return code
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
}

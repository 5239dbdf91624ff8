import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { join } from 'node:path'

import { findLesson } from '../course/catalogue.ts'
import { requireProgramFiles } from '../course/files.ts'
import type { Service } from '../course/lesson.ts'
import { UsageError } from '../services/usage-error.ts'
import type { Command, Io } from './command.ts'
import { readUsableLessons } from './read-course.ts'

export const command: Command = {
  summary: 'ejecuta el programa de una lección con sus servicios',
  usage: 'npm start, dentro de la carpeta de la lección',
  options: {},
  maxPositionals: 1,
  async run({ positionals: [reference] }, io) {
    if (reference === undefined) {
      throw new UsageError('Falta la lección: por ejemplo, cd lessons/02-event-bus && npm start')
    }
    const lesson = findLesson(await readUsableLessons(io, reference), reference)
    // Node lo diría con un rastro suyo, en inglés y sin el remedio.
    await requireProgramFiles(lesson)
    await using services = new AsyncDisposableStack()
    const env = { ...io.env }
    for (const service of lesson.services) {
      env[urlVariable[service]] = await startService(service, services)
    }
    // Con `await`: sin él, los servicios se sueltan antes de que el programa empiece.
    return await runProgram(join(lesson.dir, 'src/program.ts'), lesson.dir, env)
  },
}

const urlVariable = { redis: 'REDIS_URL', postgres: 'DATABASE_URL' } as const satisfies Record<
  Service,
  string
>

async function startService(service: Service, owner: AsyncDisposableStack): Promise<string> {
  const { startPostgres, startRedis } = await import('../services/start.ts')
  const started = await (service === 'redis' ? startRedis() : startPostgres())
  return owner.use(started).url
}

/** Devuelve el código de salida del programa; si lo para una señal, el habitual de las consolas. */
async function runProgram(program: string, cwd: string, env: Io['env']): Promise<number> {
  const tsx = createRequire(import.meta.url).resolve('tsx')
  const child = spawn(process.execPath, ['--import', `file://${tsx}`, program], {
    cwd,
    env,
    stdio: 'inherit',
  })
  // Ctrl-C llega a todo el grupo: el programa decide cómo apagarse y nosotros esperamos por él.
  const ignore = () => {}
  process.on('SIGINT', ignore)
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    return code ?? (signal === 'SIGINT' ? 130 : 143)
  } finally {
    process.off('SIGINT', ignore)
  }
}

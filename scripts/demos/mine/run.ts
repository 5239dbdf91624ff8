import { type ChildProcess, fork } from 'node:child_process'
import { on, once } from 'node:events'
import { join } from 'node:path'

import { EnvironmentError } from '../../../workbench/services/environment-error.ts'
import type { TraceEvent } from '../../../workbench/trace/trace.ts'
import type { FromMine } from './messages.ts'

const mineProcess = join(import.meta.dirname, 'process.ts')

/** Lo que ha dado de sí un capítulo: entero, o hasta donde llegó y por qué no siguió. */
export type MineChapter = { readonly events: readonly TraceEvent[]; readonly stopped?: string }

export type MineOptions = {
  readonly lesson: string
  readonly source: string
  /** Lo que se le da a cada capítulo antes de cortarlo. */
  readonly limitMs: number
  readonly signal: AbortSignal
}

/** Los capítulos según van terminando. Quien deja de pedir, corta; el último puede estar a medias. */
export async function* runMine(options: MineOptions): AsyncGenerator<MineChapter> {
  const { lesson, source, limitMs, signal } = options
  // En su propio grupo: lo que haya lanzado un capítulo que no acaba se corta con él.
  const child = fork(mineProcess, [lesson, source], { execArgv: [], detached: true })
  const exited = once(child, 'exit') as Promise<[number | null]>
  const limit = new AbortController()
  let timer: NodeJS.Timeout | undefined
  let events: TraceEvent[] | undefined
  try {
    const until = { signal: AbortSignal.any([signal, limit.signal]), close: ['disconnect'] }
    for await (const [message] of on(child, 'message', until) as AsyncIterable<[FromMine]>) {
      switch (message.kind) {
        case 'event':
          events?.push(message.event)
          break
        case 'chapter':
          if (events !== undefined) yield { events }
          events = []
          // Abrir los servidores no es cosa de quien aprende: el tiempo corre desde aquí.
          clearTimeout(timer)
          timer = setTimeout(() => limit.abort(), limitMs)
          break
        case 'finished':
          yield { events: events ?? [] }
          return
        case 'environment':
          throw new EnvironmentError(message.trouble)
        case 'failed':
          yield { events: events ?? [], stopped: message.reason }
          return
      }
    }
    const [code] = await exited
    yield { events: events ?? [], stopped: `El proceso se apagó con el código ${code}.` }
  } catch (error) {
    if (signal.aborted || !limit.signal.aborted) throw error
    const stopped = `A los ${limitMs / 1_000} s seguía sin terminar: se ha cortado.`
    yield { events: events ?? [], stopped }
  } finally {
    clearTimeout(timer)
    kill(child)
    await exited
  }
}

function kill(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // Terminó mientras tanto.
  }
}

import type { Reporter, TestModule } from 'vitest/node'

import type { LooseError } from './report.ts'

/**
 * Un reporter de Vitest que no escribe nada: apunta lo que pasa para que otro lo cuente. También
 * sabe desde cuándo no pasa nada, que es como se descubre un bucle sin fin.
 */
export class Collector implements Reporter {
  readonly logs = new Map<string, string[]>()
  modules: readonly TestModule[] = []
  looseErrors: readonly LooseError[] = []
  /** Los módulos que han empezado en esta ejecución. */
  readonly begun = new Set<string>()
  #quietTicks = 0

  /** Olvida lo anterior: empieza otra ejecución del mismo Vitest. */
  restart(): void {
    this.logs.clear()
    this.modules = []
    this.looseErrors = []
    this.begun.clear()
    this.#sign()
  }

  /**
   * Se cumple cuando Vitest lleva `ms` sin dar noticias: un hilo está en un bucle sin fin. Se cuentan
   * vueltas nuestras y no el reloj: en un equipo ahogado también se retrasan ellas.
   */
  silence(ms: number, signal?: AbortSignal): Promise<'silent'> {
    const tickMs = 250
    const { promise, resolve } = Promise.withResolvers<'silent'>()
    this.#sign()
    const timer = setInterval(() => {
      if (++this.#quietTicks * tickMs < ms) return
      clearInterval(timer)
      resolve('silent')
    }, tickMs)
    timer.unref() // vigilar no es motivo para seguir vivo
    signal?.addEventListener('abort', () => clearInterval(timer), { once: true })
    return promise
  }

  onTestRunStart(): void {
    this.#sign()
  }

  onTestModuleQueued({ moduleId }: TestModule): void {
    this.begun.add(moduleId)
    this.#sign()
  }

  onTestModuleEnd(): void {
    this.#sign()
  }

  onTestCaseReady(): void {
    this.#sign()
  }

  onTestCaseResult(): void {
    this.#sign()
  }

  onUserConsoleLog(log: { content: string; taskId?: string }): void {
    const key = log.taskId ?? ''
    const lines = this.logs.get(key) ?? []
    lines.push(...log.content.trimEnd().split('\n'))
    this.logs.set(key, lines)
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    this.modules = modules
    this.looseErrors = errors as readonly LooseError[]
  }

  #sign(): void {
    this.#quietTicks = 0
  }
}

/** Si aún no ha terminado; tras un silencio, es el que no devuelve el control. */
export function isUnfinished(module: TestModule): boolean {
  return module.state() === 'pending' || module.state() === 'queued'
}

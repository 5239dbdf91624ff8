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
  #lastSign = performance.now()

  /** Se cumple cuando Vitest lleva `ms` sin dar noticias: un hilo está en un bucle sin fin. */
  silence(ms: number): Promise<'silent'> {
    const { promise, resolve } = Promise.withResolvers<'silent'>()
    const timer = setInterval(() => {
      if (performance.now() - this.#lastSign < ms) return
      clearInterval(timer)
      resolve('silent')
    }, 250)
    timer.unref() // vigilar no es motivo para seguir vivo
    return promise
  }

  onTestRunStart(): void {
    this.#sign()
  }

  onTestModuleQueued(): void {
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
    this.#lastSign = performance.now()
  }
}

/** Si aún no ha terminado; tras un silencio, es el que no devuelve el control. */
export function isUnfinished(module: TestModule): boolean {
  return module.state() === 'pending' || module.state() === 'queued'
}

import { execFile } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)
let opened = 0

/** `undefined` si hay tmux; si no, por qué no se puede probar en una terminal de verdad. */
export async function missingTmux(): Promise<string | undefined> {
  try {
    await run('tmux', ['-V'])
    return undefined
  } catch {
    return 'falta tmux, que es la terminal de estas pruebas (apt-get install tmux)'
  }
}

export type OpenOptions = {
  readonly cwd: string
  readonly columns: number
  readonly rows: number
  readonly env?: Readonly<Record<string, string>>
}

/** Una terminal de verdad, sin ventana: se pulsan teclas y se lee lo que se ve. */
export class PseudoTerminal implements AsyncDisposable {
  readonly #socket: string

  private constructor(socket: string) {
    this.#socket = socket
  }

  static async open(
    command: readonly string[],
    { cwd, columns, rows, env = {} }: OpenOptions,
  ): Promise<PseudoTerminal> {
    const terminal = new PseudoTerminal(`taller-${process.pid}-${++opened}`)
    const variables = Object.entries({ ...env, TERM: 'xterm-256color' })
    await terminal.#tmux(
      ...['-f', '/dev/null', 'new-session', '-d', '-c', cwd],
      ...['-x', String(columns), '-y', String(rows)],
      ...[
        'env',
        '-u',
        'CI',
        '-u',
        'NO_COLOR',
        ...variables.map(([key, value]) => `${key}=${value}`),
      ],
      ...[
        'sh',
        '-c',
        'trap : INT; echo LO DE ANTES; "$@"; echo "TERMINÓ CON $?"; exec sleep 600',
        'sh',
        ...command,
      ],
    )
    await terminal.#tmux('set-option', '-g', 'escape-time', '0')
    return terminal
  }

  /** Nombres de tmux: «a», «Enter», «Escape», «C-c», «Up». */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.#tmux('send-keys', key)
  }

  async screen(): Promise<string> {
    return this.#tmux('capture-pane', '-p')
  }

  async resize(columns: number, rows: number): Promise<void> {
    await this.#tmux('resize-window', '-x', String(columns), '-y', String(rows))
  }

  /** Espera a ver eso. Si no sale, falla con la pantalla que había. */
  async sees(wanted: string | RegExp, ms = 60_000): Promise<string> {
    const giveUp = performance.now() + ms
    for (;;) {
      const screen = await this.screen()
      if (typeof wanted === 'string' ? screen.includes(wanted) : wanted.test(screen)) return screen
      if (performance.now() > giveUp) {
        throw new Error(`En ${ms / 1000} s no apareció «${String(wanted)}». Se veía:\n${screen}`)
      }
      await pause(40)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#tmux('kill-server').catch(() => '') // ya se había ido
  }

  async #tmux(...args: readonly string[]): Promise<string> {
    const { stdout } = await run('tmux', ['-L', this.#socket, ...args])
    return stdout
  }
}

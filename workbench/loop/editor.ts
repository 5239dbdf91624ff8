import { spawn } from 'node:child_process'
import { basename } from 'node:path'

import { findOnPath } from '../services/find-on-path.ts'
import type { TerminalSize } from '../terminal/size.ts'
import type { Place } from './state.ts'

type Env = Readonly<Record<string, string | undefined>>

export type EditorPlan = {
  readonly command: string
  readonly args: readonly string[]
  /** Ocupa la terminal: hay que dejársela, o darle otra. */
  readonly inTerminal: boolean
}

type Shape = {
  readonly names: RegExp
  readonly args: (file: string, line: number) => readonly string[]
  readonly inTerminal: boolean
}

// Gana la primera que encaja con el nombre del programa.
const shapes: readonly Shape[] = [
  {
    names: /^(?:code|code-insiders|codium|vscodium|cursor|windsurf|positron)$/,
    args: (file, line) => ['--reuse-window', '--goto', `${file}:${line}`],
    inTerminal: false,
  },
  {
    names: /^(?:idea|webstorm|phpstorm|pycharm|rider|goland|rubymine|clion|fleet)(?:64|\.sh)?$/,
    args: (file, line) => ['--line', String(line), file],
    inTerminal: false,
  },
  {
    names: /^(?:zed|zeditor|subl|sublime_text|lapce)$/,
    args: (file, line) => [`${file}:${line}`],
    inTerminal: false,
  },
  {
    names: /^(?:hx|helix)$/,
    args: (file, line) => [`${file}:${line}`],
    inTerminal: true,
  },
  {
    names: /^(?:n?vim?|nvim|vi|nano|pico|kak|micro|joe|ne|emacs)$/,
    args: (file, line) => [`+${line}`, file],
    inTerminal: true,
  },
]

/** Lo que dice la persona; si no dice nada, el editor en cuya terminal está; si no, uno del PATH. */
export async function planEditor(
  env: Env,
  { file, line }: Place,
  isInstalled: (command: string) => Promise<boolean> = (command) => isOnPath(command, env),
): Promise<EditorPlan | undefined> {
  const said = env['TALLER_EDITOR'] ?? env['VISUAL'] ?? env['EDITOR']
  // Dentro de Neovim, el archivo se abre en el que ya está delante.
  if (env['NVIM'] !== undefined && env['TALLER_EDITOR'] === undefined) {
    const args = ['--server', env['NVIM'], '--remote-send', `<C-\\><C-n>:e +${line} ${file}<CR>`]
    return { command: 'nvim', args, inTerminal: false }
  }
  if (said !== undefined && said.trim() !== '') {
    const [command = '', ...extra] = said.trim().split(/\s+/)
    return planFor(command, extra, file, line)
  }
  for (const command of candidates(env)) {
    if (await isInstalled(command)) return planFor(command, [], file, line)
  }
  return undefined
}

async function isOnPath(command: string, env: Env): Promise<boolean> {
  const searchPath = env['PATH'] ?? env['Path'] ?? ''
  const searchExtensions = env['PATHEXT'] ?? ''
  return (await findOnPath([command], { searchPath, searchExtensions })) !== undefined
}

function candidates(env: Env): readonly string[] {
  const around =
    env['TERM_PROGRAM'] === 'vscode'
      ? ['code', 'cursor', 'codium', 'windsurf']
      : env['TERMINAL_EMULATOR'] === 'JetBrains-JediTerm'
        ? ['webstorm', 'idea']
        : env['ZED_TERM'] === 'true'
          ? ['zed', 'zeditor']
          : []
  return [...around, 'code', 'zed', 'webstorm', 'idea', 'nvim', 'vim']
}

function planFor(
  command: string,
  extra: readonly string[],
  file: string,
  line: number,
): EditorPlan {
  const name = basename(command).replace(/\.(?:exe|cmd|bat)$/i, '')
  const shape = shapes.find(({ names }) => names.test(name))
  // Un editor desconocido recibe el archivo, que es lo que todos entienden.
  const args = shape?.args(file, line) ?? [file]
  return { command, args: [...extra, ...args], inTerminal: shape?.inTerminal ?? true }
}

/** Con menos, al partir por la mitad ninguna de las dos partes se lee bien. */
const SIDE_BY_SIDE = 100
const ONE_ABOVE_THE_OTHER = 40

/**
 * En tmux, un editor de terminal se abre en otro panel si caben los dos, al lado o debajo, y el bucle
 * sigue a la vista. Si no caben, en otra ventana: al cerrarlo, tmux vuelve solo a la del bucle.
 */
export function besideInTmux(
  { command, args }: EditorPlan,
  { cwd, columns, rows }: { readonly cwd: string } & TerminalSize,
): EditorPlan & { readonly aside: boolean } {
  const beside = columns >= SIDE_BY_SIDE ? ['-h'] : rows >= ONE_ABOVE_THE_OTHER ? ['-v'] : undefined
  const place = beside ? ['split-window', ...beside] : ['new-window']
  return {
    command: 'tmux',
    args: [...place, '-c', cwd, command, ...args],
    inTerminal: false,
    aside: beside === undefined,
  }
}

/** Lanza un editor con ventana propia. Se cumple con el motivo si no se pudo. */
export function launch({ command, args }: EditorPlan, cwd: string): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  // En Windows, «code» es un archivo .cmd: solo lo encuentra la consola, que parte por los espacios.
  const shell = process.platform === 'win32'
  const child = spawn(command, shell ? args.map((arg) => `"${arg}"`) : args, {
    ...{ cwd, shell, detached: true },
    stdio: 'ignore',
  })
  child.once('error', ({ message }) => resolve(message))
  child.once('exit', (code) => resolve(code === 0 || code === null ? undefined : `código ${code}`))
  child.once('spawn', () => {
    child.unref()
    // Unos vuelven enseguida y otros al cerrar la ventana: no se espera por ninguno.
    setTimeout(() => resolve(undefined), 1_500).unref()
  })
  return promise
}

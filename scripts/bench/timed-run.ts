import { spawn } from 'node:child_process'
import { once } from 'node:events'

export type RunOptions = {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Con otro código, el tiempo no es el de lo que se quería medir. */
  readonly expectedCode: number
  readonly signal: AbortSignal
}

export type TimedRun = { readonly ms: number; readonly stdout: string }

/** Lanza Node en un proceso nuevo y cuenta desde el `spawn` hasta que el proceso acaba. */
export async function timeNode(args: readonly string[], options: RunOptions): Promise<TimedRun> {
  const { cwd, env, expectedCode, signal } = options
  signal.throwIfAborted()
  const started = performance.now()
  const child = spawn(process.execPath, args, {
    ...{ cwd, env, windowsHide: true },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  // No con la opción `signal` de `spawn`, que no espera: quien borra la carpeta de trabajo tiene
  // que saber que ya nadie escribe en ella.
  const kill = () => void child.kill()
  signal.addEventListener('abort', kill)
  const exited = once(child, 'exit').then(([code]) => ({
    code: code as number | null,
    ms: performance.now() - started,
  }))
  const [stdout, stderr, { code, ms }] = await Promise.all([
    textOf(child.stdout),
    textOf(child.stderr),
    exited,
  ])
  signal.removeEventListener('abort', kill)
  signal.throwIfAborted()
  if (code !== expectedCode) {
    throw new UnexpectedExitError(args, { code, expectedCode, output: stdout + stderr })
  }
  return { ms, stdout }
}

export class UnexpectedExitError extends Error {
  override readonly name = 'UnexpectedExitError'
  readonly code: number | null

  constructor(
    args: readonly string[],
    { code, expectedCode, output }: { code: number | null; expectedCode: number; output: string },
  ) {
    super(
      `«node ${args.join(' ')}» terminó con el código ${code} y se esperaba ${expectedCode}, ` +
        `así que su tiempo no mide nada.\n${output.slice(-3_000)}`,
    )
    this.code = code
  }
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of stream.setEncoding('utf8')) text += String(chunk)
  return text
}

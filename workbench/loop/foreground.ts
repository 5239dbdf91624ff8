import { spawn } from 'node:child_process'
import { once } from 'node:events'

export type ForegroundRun = {
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Presta la terminal a otro programa y espera a que acabe. Ctrl-C es para él. */
export async function runInForeground({ command, args, cwd, env }: ForegroundRun): Promise<string> {
  const ignore = () => {}
  process.on('SIGINT', ignore)
  try {
    const child = spawn(command, args, { cwd, env, stdio: 'inherit' })
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    return signal === null ? `código ${code}` : signal
  } catch (error) {
    return (error as Error).message // no se pudo ni lanzar
  } finally {
    process.off('SIGINT', ignore)
  }
}

import { execFile } from 'node:child_process'

/** Lo que contesta un programa, o `undefined` si falla, no está o tarda más de la cuenta. */
export async function askProgram(
  file: string,
  args: readonly string[],
  { timeoutMs }: { readonly timeoutMs: number },
): Promise<string | undefined> {
  const { promise, resolve } = Promise.withResolvers<string | undefined>()
  // En Windows, npm es un `.cmd`, y eso solo lo sabe ejecutar la consola.
  const isScript = /\.(?:cmd|bat)$/i.test(file)
  execFile(
    isScript ? `"${file}"` : file,
    [...args],
    { timeout: timeoutMs, killSignal: 'SIGKILL', shell: isScript, windowsHide: true },
    (error, stdout) => resolve(error === null ? stdout.trim() : undefined),
  )
  return promise
}

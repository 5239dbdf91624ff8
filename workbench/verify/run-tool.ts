import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

export type ToolRun = { readonly code: number; readonly stdout: string; readonly stderr: string }

const require = createRequire(import.meta.url)

/**
 * Ejecuta una herramienta de `node_modules` con el Node del taller, sin intérprete de órdenes: así
 * da igual cómo se llame la carpeta. Que encuentre faltas es un resultado, no un error.
 */
export function runTool(
  name: 'typescript/bin/tsc' | 'oxlint/bin/oxlint' | 'oxfmt/bin/oxfmt',
  args: readonly string[],
  root: string,
): Promise<ToolRun> {
  const [folder = '', ...path] = name.split('/')
  const script = join(dirname(require.resolve(`${folder}/package.json`)), ...path)
  const { FORCE_COLOR: _color, ...env } = process.env
  return new Promise((settle, reject) => {
    execFile(
      process.execPath,
      [script, ...args],
      {
        cwd: root,
        encoding: 'utf8',
        timeout: 60_000,
        maxBuffer: 64 * 1024 * 1024,
        env: { ...env, NO_COLOR: '1' },
      },
      (error, stdout, stderr) => {
        if (error && typeof error.code !== 'number') reject(error)
        else settle({ code: Number(error?.code ?? 0), stdout, stderr })
      },
    )
  })
}

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const docs = join(import.meta.dirname, '../docs')
const [order = 'dev', ...args] = process.argv.slice(2)

process.exitCode = await main()

/** El sitio se instala aparte, y solo la primera vez que alguien lo pide. */
async function main(): Promise<number> {
  if (!existsSync(join(docs, 'node_modules/vitepress/package.json'))) {
    console.log('Instalando las herramientas del sitio en docs/ (solo esta vez)…')
    const installed = await run('npm', ['ci', '--no-audit', '--no-fund'])
    if (installed !== 0) {
      console.error(
        '\nNo se han podido instalar. Sin red no hay sitio, pero el taller funciona igual.',
      )
      console.error('  Para intentarlo otra vez:  npm ci --prefix docs')
      return 3
    }
  }
  const vitepress = join(docs, 'node_modules/vitepress/bin/vitepress.js')
  return run(process.execPath, [vitepress, order, ...args])
}

async function run(command: string, args: readonly string[]): Promise<number> {
  // En Windows npm es un .cmd y solo lo encuentra un intérprete de órdenes.
  const shell = process.platform === 'win32' && command === 'npm'
  const child = spawn(command, args, { cwd: docs, stdio: 'inherit', shell })
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  return code ?? (signal === 'SIGINT' ? 130 : 1)
}

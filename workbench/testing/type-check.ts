import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { threadId } from 'node:worker_threads'

import { type CompilerProblem, parseProblem } from './compiler-output.ts'

export type TypeProblem = CompilerProblem & {
  /** `probe` es el código del test; `lesson`, el que se está juzgando. */
  readonly where: 'probe' | 'lesson'
}

const require = createRequire(import.meta.url)
const cacheDir = resolve(import.meta.dirname, '../../.taller/cache/types')

/**
 * Compila `source` con el comprobador de tipos de verdad y devuelve sus quejas. Dentro de
 * `source`, `#lesson/x.ts` es el `src/x.ts` que se juzga.
 */
export async function checkTypes(
  source: string,
  { lessonFiles }: { lessonFiles: Readonly<Record<string, string>> },
): Promise<readonly TypeProblem[]> {
  const options = JSON.stringify(compilerConfig(lessonFiles))
  // La carpeta se llama como su contenido: dos terminales a la vez escriben lo mismo, y un
  // `kill -9` no deja restos fuera de `.taller/`.
  const dir = join(cacheDir, await contentKey([source, options], Object.values(lessonFiles)))
  const answer = join(dir, 'problems.json')
  const known = await readFile(answer, 'utf8').catch(() => undefined) // aún no se ha preguntado
  if (known !== undefined) return JSON.parse(known) as readonly TypeProblem[]

  const probe = join(dir, 'probe.ts')
  const config = join(dir, 'tsconfig.json')
  await mkdir(dir, { recursive: true })
  await writeFile(probe, source)
  await writeFile(config, options)
  const problems = parseProblems(await runCompiler(config), { probe, dir })
  const draft = join(dir, `${process.pid}-${threadId}.draft`)
  await writeFile(draft, JSON.stringify(problems))
  await rename(draft, answer) // de una vez: otra terminal nunca lee una respuesta a medias
  return problems
}

/** El mismo código con el mismo compilador da siempre lo mismo: no se pregunta dos veces. */
async function contentKey(texts: readonly string[], files: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(
    (require('typescript/package.json') as { version: string }).version,
  )
  for (const text of texts) hash.update(`\0${text}`)
  for (const file of files) hash.update(`\0${await readFile(file, 'utf8')}`)
  return hash.digest('hex').slice(0, 24)
}

/** Los archivos de la carpeta `src`, como mapa nombre → ruta absoluta. */
export async function filesOf(srcDir: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(srcDir)).filter((name) => name.endsWith('.ts'))
  return Object.fromEntries(names.map((name) => [name, join(srcDir, name)]))
}

function compilerConfig(lessonFiles: Readonly<Record<string, string>>): object {
  return {
    compilerOptions: {
      target: 'esnext',
      lib: ['esnext'],
      module: 'nodenext',
      noEmit: true,
      strict: true,
      erasableSyntaxOnly: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      moduleDetection: 'force',
      types: ['node'],
      typeRoots: [dirname(dirname(require.resolve('@types/node/package.json')))],
      paths: Object.fromEntries(
        Object.entries(lessonFiles).map(([name, path]) => [`#lesson/${name}`, [path]]),
      ),
    },
    files: ['probe.ts'],
  }
}

function runCompiler(config: string): Promise<string> {
  const tsc = resolve(dirname(require.resolve('typescript/package.json')), 'bin/tsc')
  return new Promise((settle, reject) => {
    execFile(
      process.execPath,
      [tsc, '-p', config, '--pretty', 'false'],
      // Las rutas de los errores son relativas a esta carpeta.
      { cwd: dirname(config), encoding: 'utf8', timeout: 20_000 },
      (error, stdout) => {
        // Con errores de tipos, tsc sale con 1 o 2: eso es un resultado, no un fallo nuestro.
        if (error && typeof error.code !== 'number') reject(error)
        else settle(stdout)
      },
    )
  })
}

function parseProblems(output: string, at: { probe: string; dir: string }): TypeProblem[] {
  return output.split(/\r?\n/).flatMap((text) => {
    const problem = parseProblem(text)
    if (!problem) return []
    const file = resolve(at.dir, problem.file)
    const where = relative(at.probe, file) === '' ? 'probe' : 'lesson'
    return { ...problem, where, file } satisfies TypeProblem
  })
}

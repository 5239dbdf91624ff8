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

/** Nombre dentro de `src/` → ruta absoluta. */
export type LessonFiles = Readonly<Record<string, string>>

const require = createRequire(import.meta.url)
/** En el que se queja el compilador. */
const language = 'es'
const cacheDir = resolve(import.meta.dirname, '../../.taller/cache/types')

/**
 * Compila `source` con el comprobador de tipos de verdad y devuelve sus quejas. Dentro de
 * `source`, `#lesson/x.ts` es el `src/x.ts` que se juzga.
 */
export async function checkTypes(
  source: string,
  { lessonFiles }: { lessonFiles: LessonFiles },
): Promise<readonly TypeProblem[]> {
  const needed = await filesNeeded(source, lessonFiles)
  const options = JSON.stringify(compilerConfig(needed))
  // La carpeta se llama como su contenido: dos terminales a la vez escriben lo mismo, y un
  // `kill -9` no deja restos fuera de `.taller/`.
  const dir = join(cacheDir, await contentKey([source, options], Object.values(needed)))
  const answer = join(dir, 'problems.json')
  const known = await readFile(answer, 'utf8').catch(() => undefined) // aún no se ha preguntado
  if (known !== undefined) return JSON.parse(known) as readonly TypeProblem[]

  const probe = join(dir, 'probe.ts')
  const config = join(dir, 'tsconfig.json')
  await mkdir(dir, { recursive: true })
  await publish(probe, source)
  await publish(config, options)
  const problems = parseProblems(await runCompiler(config), { probe, dir })
  await publish(answer, JSON.stringify(problems))
  return problems
}

/** De una vez: otro hilo u otra terminal, que escriben lo mismo, nunca leen un archivo a medias. */
async function publish(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}-${threadId}.draft`
  await writeFile(draft, text)
  await rename(draft, path)
}

/**
 * Los archivos a los que llega `source`, para que cambiar otro no obligue a preguntar de nuevo.
 * Ante la duda, de más: cuenta toda cadena que acabe en el nombre de un archivo de la lección.
 */
async function filesNeeded(source: string, all: LessonFiles): Promise<LessonFiles> {
  const needed: Record<string, string> = {}
  const pending = [source]
  for (let text = pending.pop(); text !== undefined; text = pending.pop()) {
    for (const [name, path] of Object.entries(all)) {
      if (name in needed || !new RegExp(`/${RegExp.escape(name)}['"\`]`).test(text)) continue
      needed[name] = path
      pending.push(await readFile(path, 'utf8'))
    }
  }
  return needed
}

/** El mismo código con el mismo compilador da siempre lo mismo: no se pregunta dos veces. */
async function contentKey(texts: readonly string[], files: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(
    `${(require('typescript/package.json') as { version: string }).version} ${language}`,
  )
  for (const text of texts) hash.update(`\0${text}`)
  for (const file of files) hash.update(`\0${await readFile(file, 'utf8')}`)
  return hash.digest('hex').slice(0, 24)
}

/** Los archivos TypeScript de la carpeta `src`. */
export async function filesOf(srcDir: string): Promise<LessonFiles> {
  const names = (await readdir(srcDir)).filter((name) => name.endsWith('.ts'))
  return Object.fromEntries(names.map((name) => [name, join(srcDir, name)]))
}

function compilerConfig(lessonFiles: LessonFiles): object {
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
  return new Promise((settle, reject) => {
    execFile(
      compilerProgram(),
      ['-p', config, '--pretty', 'false', '--locale', language],
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

/** El compilador es un programa nativo; `bin/tsc` solo arranca otra Node para encontrarlo. */
function compilerProgram(): string {
  const fromTypescript = createRequire(require.resolve('typescript/package.json'))
  const platform = `@typescript/typescript-${process.platform}-${process.arch}`
  const name = process.platform === 'win32' ? 'tsc.exe' : 'tsc'
  return join(dirname(fromTypescript.resolve(`${platform}/package.json`)), 'lib', name)
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

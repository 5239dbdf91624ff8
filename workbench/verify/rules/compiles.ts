import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

import type { Fault } from '../../course/malformed-lesson-error.ts'
import { parseProblem } from '../../testing/compiler-output.ts'
import type { LintedCourse, Rule } from '../linted-course.ts'
import { runTool } from '../run-tool.ts'

/** Todo compila con las opciones más estrictas; de una lección empezada, ni su src ni sus tests. */
export const compiles: Rule = async (course) => {
  const config = await configFor(course)
  const memory = join(cacheOf(course), `${basename(config, '.json')}.tsbuildinfo`)
  const { code, stdout, stderr } = await runTool(
    'typescript/bin/tsc',
    [
      ...['-p', config, '--pretty', 'false'],
      // Lo que no ha cambiado no se vuelve a mirar: de tres segundos a uno.
      ...['--incremental', '--tsBuildInfoFile', memory],
      // Con más, cada uno repite parte del trabajo, y aquí compite con los candidatos.
      ...['--checkers', '2'],
    ],
    course.root,
  )
  const found = stdout.split(/\r?\n/).flatMap((line) => {
    const problem = parseProblem(line)
    if (problem) {
      const file = problem.file.replaceAll('\\', '/')
      const what = `no compila (${problem.code}): ${problem.message}`
      return [{ file, where: `${file}:${problem.line}`, what }]
    }
    // Sin archivo es un error de la configuración; sangrada, la continuación de otro.
    const where = 'tsconfig.json'
    return line.startsWith('error TS') ? [{ file: where, where, what: line }] : []
  })
  if (code !== 0 && found.length === 0) {
    return [{ where: 'tsconfig.json', what: `tsc terminó con ${code}: ${stderr || stdout}` }]
  }
  return found
    .filter(({ file }) => course.judges(file))
    .map(({ where, what }): Fault => ({ where, what }))
}

/**
 * Con lecciones empezadas hace falta otra configuración que no lea ni su src ni los tests que lo
 * importan: un solo error de sintaxis hace que tsc calle los errores de tipos de todo lo demás.
 */
async function configFor(course: LintedCourse): Promise<string> {
  const { begun } = course
  if (begun.length === 0) return 'tsconfig.json'
  const text = JSON.stringify({
    extends: '../../../tsconfig.json',
    exclude: ['node_modules', ...begun.map(({ slug }) => `lessons/${slug}`)].map(
      (folder) => `../../../${folder}`,
    ),
  })
  const dir = cacheOf(course)
  // Se llama como su contenido: dos terminales a la vez escriben lo mismo.
  const file = join(dir, `${createHash('sha256').update(text).digest('hex').slice(0, 16)}.json`)
  await mkdir(dir, { recursive: true })
  await writeFile(file, text)
  return file
}

function cacheOf({ root }: LintedCourse): string {
  return join(root, '.taller', 'cache', 'types')
}

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { type ESTree, Visitor } from 'vite'

import { starterDir } from '../../course/files.ts'
import { type Lesson, placesOf, type SymbolPlace } from '../../course/lesson.ts'
import type { Fault } from '../../course/malformed-lesson-error.ts'
import { declarationLine } from '../../course/symbol-block.ts'
import type { LintedCourse, Rule } from '../linted-course.ts'
import { literal } from '../source-code.ts'

/**
 * «Edita» lleva a un sitio que existe: los símbolos que nombra la cabecera se declaran en el código
 * inicial, y los que nombran los tests son de la cabecera.
 */
export const editPlaces: Rule = async (course) =>
  (
    await Promise.all(
      course.lessons.flatMap((lesson) => [undeclared(lesson), unknown(course, lesson)]),
    )
  ).flat()

async function undeclared(lesson: Lesson): Promise<readonly Fault[]> {
  const faults = await Promise.all(
    lesson.steps.flatMap((step) =>
      placesOf(step).map(async (place): Promise<readonly Fault[]> => {
        if (await isDeclared(lesson, place)) return []
        const what = `el paso ${step.number} dice «${place.at}», y ${place.file} no lo declara en el código inicial.`
        return [{ where: `lessons/${lesson.slug}/README.md`, what }]
      }),
    ),
  )
  return faults.flat()
}

async function isDeclared(lesson: Lesson, { file, at }: SymbolPlace): Promise<boolean> {
  const path = join(starterDir(lesson), file.slice('src/'.length))
  const text = await readFile(path, 'utf8').catch(() => '') // que falte ya lo dice otra regla
  return declarationLine(text.split('\n'), at) !== undefined
}

async function unknown(course: LintedCourse, lesson: Lesson): Promise<readonly Fault[]> {
  const folder = `lessons/${lesson.slug}/tests/`
  const known = [...new Set(lesson.steps.flatMap(placesOf).map(({ at }) => at))]
  const faults = await Promise.all(
    course.files
      .filter((file) => file.startsWith(folder) && file.endsWith('.ts'))
      .map(async (file) => {
        const { program, lineAt } = await course.parse(file)
        return namedSymbols(program)
          .filter(({ name }) => name === undefined || !known.includes(name))
          .map(({ name, offset }) => ({
            where: `${file}:${lineAt(offset)}`,
            what:
              name === undefined
                ? '«at» se escribe como un texto, para poder comprobar que existe.'
                : `«at: '${name}'» no es de ningún paso de la lección. Los hay: ${known.join(', ')}.`,
          }))
      }),
  )
  return faults.flat()
}

type Named = { readonly name: string | undefined; readonly offset: number }

/** Los símbolos de cada explicación; `undefined` si no se puede saber cuál es. */
function namedSymbols(program: ESTree.Program): readonly Named[] {
  const found: Named[] = []
  new Visitor({
    ObjectExpression({ properties }) {
      const named = (key: string) =>
        properties.find(
          (each) =>
            each.type === 'Property' && each.key.type === 'Identifier' && each.key.name === key,
        )
      const at = named('at')
      if (at?.type !== 'Property' || named('why') === undefined) return
      found.push(...valuesOf(at.value))
    },
  }).visit(program)
  return found
}

function valuesOf(node: ESTree.Node): readonly Named[] {
  if (node.type === 'ConditionalExpression') {
    return [...valuesOf(node.consequent), ...valuesOf(node.alternate)]
  }
  if (node.type === 'Identifier' && node.name === 'undefined') return []
  return [{ name: literal(node), offset: node.start }]
}

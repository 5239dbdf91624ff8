import { resolve } from 'node:path'

import { expect, test } from 'vitest'

import { distinctionOf } from '../difference.ts'
import { readDistinctions, readMistakes } from '../mistakes.ts'

const root = resolve(import.meta.dirname, '../../../..')
const marks = { wrong: '-', reference: '+', same: ' ', gap: '…' } as const

function shown(wrong: string, reference: string, others: readonly string[] = []): string[] {
  return distinctionOf(wrong, reference, others).map(({ kind, text }) => `${marks[kind]}${text}`)
}

test('se enseña lo que cambia, con lo de alrededor y sin el margen común', () => {
  const reference = 'function f() {\n  open()\n  use()\n  close()\n}\n'
  const wrong = 'function f() {\n  open()\n  use()\n}\n'

  expect(shown(wrong, reference)).toEqual(['   open()', '   use()', '+  close()', ' }'])
})

test('ni la cabecera, ni los comentarios, ni de dónde se importa son una diferencia', () => {
  const reference = "import { a } from './a.ts'\n\n/** Por qué. */\n// #region x\na(1) // aquí\n"
  const wrong =
    "/*---\nreplaces: b.ts\n---*/\nimport { a } from '../src/a.ts'\nimport {\n  c,\n} from 'c'\n\na(2)\n"

  expect(shown(wrong, reference)).toEqual(['-a(2)', '+a(1)'])
})

test('si solo cambia una importación, se enseña', () => {
  expect(shown("import { a } from 'x'\n\na()\n", "import { a } from 'y'\n\na()\n")).toEqual([
    "-import { a } from 'x'",
    "+import { a } from 'y'",
    ' ',
    ' a()',
  ])
})

test('lo que muchas escriben aún como antes no distingue a ninguna', () => {
  const old = 'a()\nb()\nc()\nisOld(x)\n'
  const wrong = 'void a()\nb()\nc()\nisOld(x)\n'
  const reference = 'a()\nb()\nc()\nisNew(x)\n'

  expect(shown(wrong, reference, [old, old, reference, reference, reference])).toEqual([
    '-void a()',
    '+a()',
    ' b()',
    ' c()',
  ])
})

test('lo que se toma tal cual de la referencia no es una diferencia', () => {
  const reference = 'export function a() {\n  one()\n}\n\nexport function b() {\n  two()\n}\n'
  const wrong = "export { b } from '../src/x.ts'\n\nexport function a() {\n  void one()\n}\n"

  expect(shown(wrong, reference)).toEqual([
    ' export function a() {',
    '-  void one()',
    '+  one()',
    ' }',
  ])
})

test('escrita entera de otra manera, se enseña lo suyo que menos se repite en las demás', () => {
  const shared = Array.from({ length: 60 }, (_, index) => `step${index}()`)
  const other = shared.join('\n')
  const wrong = [...shared.slice(0, 30), 'forgets()', ...shared.slice(30)].join('\n')

  expect(shown(wrong, 'whole()\n'.repeat(60), [other])).toEqual([
    ' step28()',
    ' step29()',
    '-forgets()',
    ' step30()',
    ' step31()',
  ])
})

test('de todos los errores publicados se ve algo propio, y cabe en una pantalla', async () => {
  const lessons = await readMistakes(root)

  const read = await Promise.all(
    lessons.map(async (lesson) => {
      const distinctions = await readDistinctions(root, lesson)
      return [...distinctions].map(([name, distinction]) => ({
        number: lesson.number,
        name,
        distinction,
      }))
    }),
  )
  const mistakes = read.flat()
  const unclear = mistakes
    .filter(
      ({ distinction }) =>
        distinction.every(({ kind }) => kind === 'same' || kind === 'gap') ||
        distinction.length > 60,
    )
    .map(({ number, name, distinction }) => `${number} ${name}: ${distinction.length} líneas`)
  expect(mistakes.length).toBeGreaterThan(100)
  expect(unclear).toEqual([])
})

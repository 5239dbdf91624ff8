import { expect, test } from 'vitest'

import { mutationsOf } from '../mutations.ts'

/** Cada módulo mutado, sin espacios de más. */
function mutantsOf(source: string): readonly string[] {
  return mutationsOf(source).map(({ start, end, after }) =>
    (source.slice(0, start) + after + source.slice(end)).replaceAll(/\s+/g, ' ').trim(),
  )
}

const examples: readonly { what: string; from: string; to: readonly string[] }[] = [
  { what: 'quita una sentencia', from: 'save(a)\nsend(a)', to: ['; send(a)', 'save(a) ;'] },
  { what: 'quita un await', from: 'x = await f()', to: ['x = f()'] },
  { what: 'niega una condición', from: 'while (a) b = c', to: ['while (!(a)) b = c'] },
  { what: 'niega un ternario', from: 'x = a ? b : c', to: ['x = !(a) ? b : c'] },
  { what: 'cambia === por !==', from: 'x = a === b', to: ['x = a !== b'] },
  { what: 'cambia !== por ===', from: 'x = a !== b', to: ['x = a === b'] },
  { what: 'cambia < por <=', from: 'x = a < b', to: ['x = a <= b'] },
  { what: 'cambia >= por >', from: 'x = a >= b', to: ['x = a > b'] },
  { what: 'cambia + por -', from: 'x = a + b', to: ['x = a - b'] },
  { what: 'cambia && por ||', from: 'x = a && b', to: ['x = a || b'] },
  { what: 'cambia || por &&', from: 'x = a || b', to: ['x = a && b'] },
  { what: 'quita el valor por omisión', from: 'x = a ?? b', to: ['x = a'] },
  { what: 'asigna siempre', from: 'x ??= a', to: ['x = a'] },
  { what: 'cambia ++ por --', from: 'x = a++', to: ['x = a--'] },
  { what: 'cambia += por -=', from: 'x += a', to: ['x -= a'] },
  { what: 'quita el ?.', from: 'x = a?.b', to: ['x = a.b'] },
  { what: 'quita el ?. de una llamada', from: 'x = a?.(b)', to: ['x = a(b)'] },
  { what: 'quita el ?. de un índice', from: 'x = a?.[b]', to: ['x = a[b]'] },
  {
    what: 'devuelve undefined',
    from: 'function f() { return a }',
    to: ['function f() { return undefined }'],
  },
  { what: 'devuelve undefined sin return', from: 'x = () => a', to: ['x = () => undefined'] },
  {
    what: 'vacía un bloque, un catch y un finally, y quita el catch',
    from: 'try { let a; let b } catch { let c; let d } finally { let e; let f }',
    to: [
      'try {} catch { let c; let d } finally { let e; let f }',
      'try { let a; let b } catch {} finally { let e; let f }',
      'try { let a; let b } catch { let c; let d } finally {}',
      'try { let a; let b } finally { let e; let f }',
    ],
  },
  { what: 'no copia la lista', from: 'x = [...a]', to: ['x = a'] },
  { what: 'no copia el objeto', from: 'x = { ...a }', to: ['x = a'] },
  { what: 'no clona', from: 'x = structuredClone(a)', to: ['x = a'] },
  { what: 'quita elementos', from: 'x = [a, b]', to: ['x = [b]', 'x = [a]'] },
  { what: 'quita propiedades', from: 'x = { a, ...b }', to: ['x = {...b}', 'x = {a}'] },
  { what: 'cambia un texto', from: "x = 'a'", to: ["x = ''"] },
  { what: 'cambia un texto vacío', from: "x = ''", to: ["x = 'mutante'"] },
  { what: 'cambia una plantilla', from: 'x = `a${b}`', to: ["x = ''"] },
  { what: 'cambia un número', from: 'x = 3', to: ['x = 4'] },
  { what: 'cambia true por false', from: 'x = true', to: ['x = false'] },
  {
    what: 'cambia allSettled por all',
    from: 'x = Promise.allSettled(a)',
    to: ['x = Promise.all(a)'],
  },
]

for (const { what, from, to } of examples) {
  test(`el mutador ${what}`, () => {
    expect(mutantsOf(from)).toEqual(expect.arrayContaining([...to]))
  })
}

test('los tipos, las claves y los imports no se tocan', () => {
  const source = `import { a } from 'b'\nexport type T = { 'k': 'v' } | import('c').D\nexport { a }`

  expect(mutantsOf(source)).toEqual([])
})

test('ningún mutante sale dos veces ni deja de ser TypeScript', () => {
  const source =
    'class A { async f(x?: B) { if (x) { await x.g(sql`a`) } return [...x ?? []].map(h) } }'

  const mutants = mutantsOf(source)

  expect(new Set(mutants).size).toBe(mutants.length)
  expect(mutants).not.toContainEqual(expect.stringContaining("sql''"))
  expect(mutants).toContainEqual(expect.stringContaining('return (x ?? []).map(h)'))
})

test('cada cambio se describe siempre igual, para poder declararlo equivalente', () => {
  const described = mutationsOf('if (a < b) { go() }').map(({ change }) => change)

  expect(described).toEqual([
    'quita «if (a < b) { go() }»',
    '«a < b» → «!(a < b)»',
    '«<» → «<=» ante «b»',
    'quita «go()»',
  ])
})

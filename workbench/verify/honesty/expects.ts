import { type ESTree, Visitor } from 'vite'

import { type Finding, nameOf, propertyName, rootName } from './names.ts'

/**
 * Los `expect` que no comparan y los tests que no comprueban. El linter también los busca, pero
 * no los ve cuando `expect` y `test` vienen de «@taller/workbench/testing».
 */
export function findEmptyExpects(program: ESTree.Program): readonly Finding[] {
  const expects = new Map<number, Finding>()
  const compared = new Set<number>()
  const open: { readonly offset: number; asserts: boolean }[] = []
  const empty: Finding[] = []
  new Visitor({
    CallExpression(node) {
      const { callee, start } = node
      if (isTest(node)) open.push({ offset: start, asserts: false })
      if (asserts(node)) for (const test of open) test.asserts = true
      if (isExpect(node)) expects.set(node.end, { offset: start, what: bare })
      const judged = callee.type === 'MemberExpression' ? expectUnder(callee) : undefined
      if (judged) compared.add(judged.end)
    },
    'CallExpression:exit'(node) {
      if (!isTest(node)) return
      const test = open.pop()
      if (test && !test.asserts) empty.push({ offset: test.offset, what: vain })
    },
  }).visit(program)
  const unfinished = [...expects].filter(([end]) => !compared.has(end)).map(([, each]) => each)
  return [...unfinished, ...empty]
}

const bare = 'este expect no compara con nada: le falta el «.toBe…».'
const vain = 'este test no comprueba nada: no llama a expect, ni a within, ni a inbox.first.'

/** `test('…', f)`, `test.concurrent('…', f)` y `test.for(casos)('…', f)`; no `test.extend(…)`. */
function isTest({ callee, arguments: args }: ESTree.CallExpression): boolean {
  return (
    isRunner(callee) &&
    args.some(({ type }) => type === 'ArrowFunctionExpression' || type === 'FunctionExpression')
  )
}

function isRunner(callee: ESTree.Node): boolean {
  if (callee.type === 'CallExpression') {
    return (
      callee.callee.type === 'MemberExpression' &&
      ['for', 'each', 'runIf', 'skipIf'].includes(propertyName(callee.callee)) &&
      isRunner(callee.callee.object)
    )
  }
  return callee.type === 'MemberExpression'
    ? ['concurrent', 'sequential', 'only'].includes(propertyName(callee)) && isRunner(callee.object)
    : ['test', 'it'].includes(nameOf(callee))
}

/** También vale una función del propio test cuyo nombre diga que comprueba: `expectInOrder(…)`. */
function asserts({ callee }: ESTree.CallExpression): boolean {
  if (callee.type === 'MemberExpression' && propertyName(callee) === 'first') return true
  return /^(?:expect|assert|within$)/.test(rootName(callee))
}

/** `expect(x)`, `expect.soft(x)` y `expect.poll(f)`: lo que todavía no ha comparado nada. */
function isExpect({ callee }: ESTree.CallExpression): boolean {
  if (callee.type !== 'MemberExpression') return nameOf(callee) === 'expect'
  return nameOf(callee.object) === 'expect' && ['soft', 'poll'].includes(propertyName(callee))
}

/** El `expect(…)` del que cuelga un comparador: en `expect(x).not.toBe`, el de `x`. */
function expectUnder({ object }: ESTree.MemberExpression): ESTree.CallExpression | undefined {
  if (object.type === 'MemberExpression') return expectUnder(object)
  return object.type === 'CallExpression' && isExpect(object) ? object : undefined
}

import { type ESTree, Visitor } from 'vite'

import { literal } from '../source-code.ts'
import { type Finding, nameOf, propertyName, rootName } from './names.ts'

const runners = ['test', 'it', 'describe', 'suite']

/** Tests que no se ejecutan: los que se quedan fuera por un `.only` y los que no dicen por qué. */
export function findSkips(program: ESTree.Program): readonly Finding[] {
  const findings: Finding[] = []
  const explained = new Set<number>()
  new Visitor({
    MemberExpression(node) {
      if (!runners.includes(rootName(node))) return
      const name = propertyName(node)
      if (name === 'only') {
        const what = '«.only» deja los demás tests sin ejecutar: quítalo.'
        findings.push({ offset: node.start, what })
      }
      if (['skip', 'todo', 'skipIf', 'runIf'].includes(name) && !explained.has(node.end)) {
        const what = `«.${name}» no enseña el motivo en pantalla. Dilo dentro del test, ({ skip }) => skip('motivo'), o en el título: «… · omitido: motivo».`
        findings.push({ offset: node.start, what })
      }
    },
    CallExpression(node) {
      if (titleMaySayWhy(node)) explained.add(modifierOf(node.callee))
      if (!isSilent(node)) return
      const what = "«skip» sin motivo: di en pantalla por qué se salta, skip('motivo')."
      findings.push({ offset: node.start, what })
    },
  }).visit(program)
  return findings
}

/**
 * «… · omitido: motivo». Si el título se compone al ejecutar, aquí no se puede saber: que el
 * motivo salga en pantalla lo comprueba entonces la verificación.
 */
function titleMaySayWhy({ arguments: [title] }: ESTree.CallExpression): boolean {
  const text = literal(title)
  return text === undefined ? title !== undefined : /omitido: \S/.test(text)
}

/** Dónde acaba `test.skip` en `test.skip('título')`, o `test.skipIf` en `test.skipIf(x)('título')`. */
function modifierOf(callee: ESTree.Node): number {
  if (callee.type === 'CallExpression') return callee.callee.end
  const conditional =
    callee.type === 'MemberExpression' && ['skipIf', 'runIf'].includes(propertyName(callee))
  return conditional ? -1 : callee.end
}

/** `ctx.skip()`, `skip('')` o `skip(!haceFalta)`; con la condición, el motivo va detrás. */
function isSilent({ callee, arguments: args }: ESTree.CallExpression): boolean {
  const isSkip =
    callee.type === 'MemberExpression'
      ? propertyName(callee) === 'skip' && !runners.includes(rootName(callee))
      : nameOf(callee) === 'skip'
  if (!isSkip) return false
  const reason = args.at(-1)
  if (reason === undefined || reason.type === 'UnaryExpression') return true
  if (reason.type === 'BinaryExpression') return reason.operator !== '+'
  return reason.type === 'Literal' && typeof reason.value !== 'string'
    ? true
    : literal(reason)?.trim() === ''
}

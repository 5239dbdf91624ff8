import { type ESTree, Visitor } from 'vite'

import { type Finding, nameOf, propertyName } from './names.ts'

const naps = ['sleep', 'wait', 'delay', 'setTimeout']

const what =
  'un test no duerme: en otra máquina esos milisegundos no bastan. Espera con within, con expect.poll o con una compuerta.'

/**
 * Pausas fijas. Con `polling`, vale la que está dentro de un bucle: preguntar por un estado cada
 * poco es lo que hace `expect.poll`. Un temporizador de guardia, que rechaza, no es una pausa.
 */
export function findSleeps(
  program: ESTree.Program,
  { polling }: { polling: boolean },
): readonly Finding[] {
  const findings: Finding[] = []
  const sleepers = new Set(naps)
  const executors: string[] = []
  const timers: string[] = []
  let loops = 0
  const enter = (): void => void loops++
  const leave = (): void => void loops--
  const add = ({ start }: ESTree.Node): void => {
    if (!(polling && loops > 0)) findings.push({ offset: start, what })
  }

  new Visitor({
    ImportDeclaration({ source, specifiers }) {
      if (source.value !== 'node:timers/promises') return
      for (const each of specifiers) {
        // Con otro nombre también duerme.
        if (each.type === 'ImportSpecifier' && nameOf(each.imported) === 'setTimeout') {
          sleepers.add(each.local.name)
        }
      }
    },
    AwaitExpression({ argument }) {
      if (argument.type === 'CallExpression' && sleepers.has(nameOf(argument.callee))) add(argument)
    },
    NewExpression: (node) => void executors.push(resolverOf(node)),
    'NewExpression:exit': () => void executors.pop(),
    CallExpression(node) {
      const name = nameOf(node.callee)
      if (isTimer(node)) {
        const [first] = node.arguments
        const called = first ? nameOf(first) : ''
        if (called !== '' && (called === 'resolve' || called === executors.at(-1))) add(node)
        timers.push(executors.at(-1) ?? '')
      } else if (name !== '' && name === timers.at(-1)) {
        add(node)
      }
    },
    'CallExpression:exit': (node) => void (isTimer(node) && timers.pop()),
    WhileStatement: enter,
    'WhileStatement:exit': leave,
    DoWhileStatement: enter,
    'DoWhileStatement:exit': leave,
    ForStatement: enter,
    'ForStatement:exit': leave,
    ForOfStatement: enter,
    'ForOfStatement:exit': leave,
  }).visit(program)
  return findings
}

function isTimer({ callee }: ESTree.CallExpression): boolean {
  return callee.type === 'MemberExpression'
    ? nameOf(callee.object) === 'globalThis' && propertyName(callee) === 'setTimeout'
    : nameOf(callee) === 'setTimeout'
}

/** Cómo llama `new Promise((resolve) => …)` a lo que la cumple; vacío si no es una promesa. */
function resolverOf({ callee, arguments: [executor] }: ESTree.NewExpression): string {
  if (nameOf(callee) !== 'Promise' || !executor) return ''
  if (executor.type !== 'ArrowFunctionExpression' && executor.type !== 'FunctionExpression') {
    return ''
  }
  const [first] = executor.params
  return first ? nameOf(first) : ''
}

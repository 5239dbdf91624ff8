import { type ESTree, Visitor } from 'vite'

import { type Finding, propertyName, rootName } from './names.ts'

/** Vitest descarta la explicación de `.resolves` y `.rejects` si la promesa acaba al revés. */
export function findLostExplanations(program: ESTree.Program): readonly Finding[] {
  const findings: Finding[] = []
  new Visitor({
    MemberExpression(node) {
      const name = propertyName(node)
      if ((name !== 'resolves' && name !== 'rejects') || rootName(node) !== 'expect') return
      const what = `«.${name}» pierde tu explicación si la promesa acaba al revés: usa await outcomeOf(promesa).`
      findings.push({ offset: node.start, what })
    },
  }).visit(program)
  return findings
}

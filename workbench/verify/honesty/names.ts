import type { ESTree } from 'vite'

export type Finding = { readonly offset: number; readonly what: string }

export function nameOf(node: ESTree.Node): string {
  return node.type === 'Identifier' ? node.name : ''
}

export function propertyName({ property, computed }: ESTree.MemberExpression): string {
  return computed ? '' : nameOf(property)
}

/** De quién cuelga todo: `test` en `test.concurrent.for(…)('…')`. */
export function rootName(node: ESTree.Node): string {
  if (node.type === 'MemberExpression') return rootName(node.object)
  if (node.type === 'CallExpression') return rootName(node.callee)
  return nameOf(node)
}

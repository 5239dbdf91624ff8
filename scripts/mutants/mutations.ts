import { type ESTree, parseSync, Visitor } from 'vite'

import { isCopy, otherOperator, otherText } from './swaps.ts'

/** Un solo cambio: lo que hay entre `start` y `end` pasa a ser `after`. */
export type Mutation = {
  readonly start: number
  readonly end: number
  readonly after: string
  /** El cambio en pocas palabras, siempre las mismas: `quita «await»`. */
  readonly change: string
}

type Span = { readonly start: number; readonly end: number }

/** Todos los cambios, de uno en uno, que se le pueden hacer a un módulo y siguen siendo TypeScript. */
export function mutationsOf(source: string): readonly Mutation[] {
  const { program } = parseSync('module.ts', source)
  const found = new Map<string, Mutation>()
  // Textos que no son valores: cadenas de los tipos, claves, rutas de los imports.
  const untouchable = new Set<unknown>()
  const branches = new Set<unknown>()
  const textOf = ({ start, end }: Span) => source.slice(start, end)

  const add = ({ start, end }: Span, after: string, change?: string) => {
    const mutated = source.slice(0, start) + after + source.slice(end)
    const key = mutated.replaceAll(/[\s;]+/g, '') // `{ ; }` y `{}` son el mismo cambio
    if (mutated === source || found.has(key)) return
    if (parseSync('module.ts', mutated).errors.length > 0) return
    const described = change ?? `${short(textOf({ start, end }))} → ${short(after)}`
    found.set(key, { start, end, after, change: described })
  }
  const negate = (test: ESTree.Expression | null) => test && add(test, `!(${textOf(test)})`)
  const swap = (node: Span, left: Span, right: Span, from: string, to: string | undefined) => {
    if (to === undefined) return
    const between = source.slice(left.end, right.start).replace(from, () => to)
    const swapped =
      source.slice(node.start, left.end) + between + source.slice(right.start, node.end)
    add(node, swapped, `«${from}» → «${to}» ante ${short(textOf(right))}`)
  }
  const dropEach = (node: Span, parts: readonly (Span | null)[]) => {
    const [open, close] = [source[node.start], source[node.end - 1]]
    for (const dropped of parts) {
      const kept = parts.flatMap((part) => (part && part !== dropped ? textOf(part) : []))
      add(
        node,
        `${open}${kept.join(', ')}${close}`,
        dropped ? `quita ${short(textOf(dropped))}` : undefined,
      )
    }
  }
  /** Lo copiado, sin copiar. */
  const original = (copy: Span, copied: Span & { readonly type: string }) => {
    const bare = /^(?:Identifier|MemberExpression|CallExpression|Parenthesized)/.test(copied.type)
    add(copy, bare ? textOf(copied) : `(${textOf(copied)})`)
  }
  const statements = (body: readonly (ESTree.Statement | ESTree.Directive)[]) => {
    for (const statement of body)
      if (isDeletable(statement, body)) add(statement, ';', `quita ${short(textOf(statement))}`)
  }
  const notOptional = (node: Span & { optional: boolean }, target: Span, glue: string) => {
    if (!node.optional) return
    add(node, textOf(target) + source.slice(target.end, node.end).replace('?.', glue))
  }

  new Visitor({
    TSLiteralType: ({ literal }) => void untouchable.add(literal),
    TSImportType: ({ source: from }) => void untouchable.add(from),
    ImportDeclaration: ({ source: from }) => void untouchable.add(from),
    ExportNamedDeclaration: ({ source: from }) => void untouchable.add(from),
    ExportAllDeclaration: ({ source: from }) => void untouchable.add(from),
    PropertyDefinition: ({ key }) => void untouchable.add(key),
    MethodDefinition: ({ key }) => void untouchable.add(key),
    TSPropertySignature: ({ key }) => void untouchable.add(key),
    Property: ({ key }) => void untouchable.add(key),

    Program: ({ body }) => statements(body),
    SwitchCase: ({ consequent }) => statements(consequent),
    BlockStatement(node) {
      statements(node.body)
      const [only] = node.body
      const alreadyTried = node.body.length === 1 && only?.type === 'ReturnStatement'
      if (only && !alreadyTried && !branches.has(node)) add(node, '{}', 'vacía el bloque')
    },
    IfStatement({ test, consequent, alternate }) {
      negate(test)
      if (alternate === null) branches.add(consequent) // vaciarla es quitar el `if`
    },
    WhileStatement: ({ test }) => void negate(test),
    DoWhileStatement: ({ test }) => void negate(test),
    ForStatement: ({ test }) => void negate(test),
    ConditionalExpression: ({ test }) => void negate(test),
    TryStatement(node) {
      if (node.handler === null) return
      const { block, finalizer } = node
      const rest = finalizer ? `try ${textOf(block)} finally ${textOf(finalizer)}` : textOf(block)
      add(node, rest, 'quita el catch')
    },
    ReturnStatement: ({ argument }) => void (argument && add(argument, 'undefined')),
    ArrowFunctionExpression({ body }) {
      if (body.type !== 'BlockStatement') add(body, 'undefined')
    },
    AwaitExpression: (node) =>
      add(node, textOf(node.argument), `quita «await» ante ${short(textOf(node.argument))}`),
    UpdateExpression(node) {
      add(node, textOf(node).replace(node.operator, node.operator === '++' ? '--' : '++'))
    },
    BinaryExpression(node) {
      swap(node, node.left, node.right, node.operator, otherOperator(node.operator))
    },
    LogicalExpression(node) {
      swap(node, node.left, node.right, node.operator, otherOperator(node.operator))
      if (node.operator === '??') add(node, textOf(node.left))
    },
    AssignmentExpression(node) {
      swap(node, node.left, node.right, node.operator, otherOperator(node.operator))
    },
    ArrayExpression(node) {
      const [only] = node.elements
      if (node.elements.length > 1) dropEach(node, node.elements)
      else if (only?.type === 'SpreadElement') original(node, only.argument)
    },
    ObjectExpression(node) {
      const [only] = node.properties
      dropEach(node, node.properties)
      if (node.properties.length === 1 && only?.type === 'SpreadElement') {
        original(node, only.argument)
      }
    },
    CallExpression(node) {
      notOptional(node, node.callee, '')
      const [argument] = node.arguments
      if (argument && isCopy(textOf(node.callee))) original(node, argument)
    },
    MemberExpression(node) {
      notOptional(node, node.object, node.computed ? '' : '.')
      const other = otherText(textOf(node))
      if (other !== undefined) add(node, other)
    },
    Literal(node) {
      if (untouchable.has(node)) return
      if (typeof node.value === 'boolean') add(node, String(!node.value))
      if (typeof node.value === 'number') add(node, String(node.value + 1))
      if (typeof node.value === 'string') add(node, node.value === '' ? `'mutante'` : `''`)
    },
    TemplateLiteral: (node) => add(node, `''`),
  }).visit(program)
  return [...found.values()].toSorted((a, b) => a.start - b.start || b.end - a.end)
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return `«${line.length <= 40 ? line : `${line.slice(0, 39)}…`}»`
}

const deletable: ReadonlySet<string> = new Set([
  ...['ExpressionStatement', 'IfStatement', 'ForStatement', 'ForOfStatement', 'ForInStatement'],
  ...['WhileStatement', 'DoWhileStatement', 'TryStatement', 'SwitchStatement', 'ThrowStatement'],
  ...['BreakStatement', 'ContinueStatement', 'ReturnStatement'],
])

/** Quitar una declaración solo daría un `ReferenceError`; un `return x` final ya se hace `undefined`. */
function isDeletable(statement: ESTree.Node, body: readonly ESTree.Node[]): boolean {
  if (statement.type === 'ReturnStatement' && statement === body.at(-1)) {
    return statement.argument === null
  }
  return deletable.has(statement.type)
}

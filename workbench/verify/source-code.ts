import { type ESTree, parseSync, Visitor } from 'vite'

export type Import = { readonly specifier: string; readonly line: number }
export type Comment = { readonly text: string; readonly line: number }
/** Un `type` o una `interface` no existen al ejecutar: quien los espera como valor, no los tiene. */
export type Export = { readonly name: string; readonly isType: boolean }

export type SourceCode = {
  readonly program: ESTree.Program
  readonly imports: readonly Import[]
  readonly comments: readonly Comment[]
  readonly exports: readonly Export[]
  readonly lineAt: (offset: number) => number
}

export function isSource(file: string): boolean {
  return /\.[cm]?[jt]s$/.test(file)
}

/** Con un error de sintaxis devuelve lo que se entendió: del error se queja ya el compilador. */
export function parseSource(file: string, text: string): SourceCode {
  const parsed = parseSync(file, text)
  const { comments, module } = parsed
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length
  const requests = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest),
    // Cada nombre reexportado repite de dónde viene: con el primero basta.
    ...module.staticExports.flatMap(({ entries }) => entries[0]?.moduleRequest ?? []),
  ]
  // El árbol entero se construye solo si hace falta: es lo que más tarda de todas las reglas.
  const late = /\bimport\s*\(|\brequire\b|\bvi\b/.test(text) ? lateImports(parsed.program) : []
  return {
    get program() {
      return parsed.program
    },
    imports: [...requests, ...late].map(({ value, start }) => ({
      specifier: value,
      line: lineAt(start),
    })),
    comments: comments.flatMap(({ value, start }) =>
      value.split('\n').map((line, index) => ({ text: line, line: lineAt(start) + index })),
    ),
    exports: module.staticExports.flatMap(({ entries }) =>
      entries.map(({ exportName, isType }) => ({
        name: exportName.name ?? (exportName.kind === 'Default' ? 'default' : '*'),
        isType,
      })),
    ),
    lineAt,
  }
}

type Request = { readonly value: string; readonly start: number }

/** Los que no van al principio: `import('x')`, también como tipo, `require('x')` y `vi.mock('x')`. */
function lateImports(program: ESTree.Program): readonly Request[] {
  const requests: Request[] = []
  const add = (source: ESTree.Node | undefined): void => {
    const value = literal(source)
    if (source && value !== undefined) requests.push({ value, start: source.start })
  }
  new Visitor({
    ImportExpression: ({ source }) => add(source),
    TSImportType: ({ source }) => add(source),
    CallExpression: ({ callee, arguments: [first] }) => {
      if (callee.type === 'Identifier' && callee.name === 'require') add(first)
      if (isMember(callee, 'vi', /^(?:do)?mock$|^importActual$/i)) add(first)
    },
  }).visit(program)
  return requests
}

/** El texto de una cadena, también entre acentos graves si no tiene huecos. */
export function literal(node: ESTree.Node | null | undefined): string | undefined {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value
  if (node?.type !== 'TemplateLiteral' || node.expressions.length > 0) return undefined
  return node.quasis[0]?.value.cooked ?? undefined
}

function isMember(node: ESTree.Node, object: string, property: RegExp): boolean {
  return (
    node.type === 'MemberExpression' &&
    node.object.type === 'Identifier' &&
    node.object.name === object &&
    node.property.type === 'Identifier' &&
    property.test(node.property.name)
  )
}

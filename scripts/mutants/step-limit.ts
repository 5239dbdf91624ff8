import { type ESTree, parseSync, Visitor } from 'vite'

export const endlessLoopText = 'bucle sin fin: se ha pasado de'
const maxSteps = 200_000

// Al final del archivo: las líneas de los errores siguen siendo las del original.
const counter = `
;var mutantSteps = 0
function countMutantStep(): void {
  if (++mutantSteps > ${maxSteps}) throw new RangeError('${endlessLoopText} ${maxSteps} vueltas')
}
`

/**
 * El mismo módulo, que se rinde tras muchas vueltas. Un bucle que no cede nunca ocupa su hilo para
 * siempre, y Vitest no puede parar un hilo: lo para el propio código juzgado.
 */
export function withStepLimit(source: string): string {
  const inserts: { at: number; text: string }[] = []
  const count = (body: ESTree.Statement | ESTree.FunctionBody) => {
    if (body.type === 'BlockStatement') {
      inserts.push({ at: body.start + 1, text: 'countMutantStep();' })
      return
    }
    inserts.push({ at: body.start, text: '{countMutantStep();' }, { at: body.end, text: '}' })
  }
  const countCalls = ({ body }: { body: ESTree.FunctionBody | ESTree.Expression | null }) => {
    // Con una sola expresión no se toca: TypeScript deja de deducir los `x is T` si no está sola.
    if (body?.type !== 'BlockStatement') return
    const [first, second] = body.body
    if (second !== undefined || first?.type !== 'ReturnStatement') count(body)
  }
  const countTurns = ({ body }: { body: ESTree.Statement }) => count(body)

  new Visitor({
    FunctionDeclaration: countCalls,
    FunctionExpression: countCalls,
    ArrowFunctionExpression: countCalls,
    WhileStatement: countTurns,
    DoWhileStatement: countTurns,
    ForStatement: countTurns,
    ForOfStatement: countTurns,
    ForInStatement: countTurns,
  }).visit(parseSync('module.ts', source).program)

  let limited = source
  for (const { at, text } of inserts.toSorted((a, b) => b.at - a.at)) {
    limited = limited.slice(0, at) + text + limited.slice(at)
  }
  return limited + counter
}

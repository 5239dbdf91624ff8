import { basename } from 'node:path'

import { expect, explain, type TypeProblem } from '@taller/workbench/testing'

/** El código de la lección compila: hasta entonces, de sus tipos no se sabe nada. */
export async function expectOwnCodeCompiles(problems: readonly TypeProblem[]): Promise<void> {
  const own = problems.filter(({ where }) => where === 'lesson')
  const [first] = own
  // Estos pasos no ejecutan el código. Si no se puede ni leer, al cargarlo se dice como en los demás.
  if (own.some(({ code }) => isSyntax(code))) await loadAll()
  expect(
    own,
    explain({
      happened: `${basename(first?.file ?? '')} no compila.`,
      expected: 'que el compilador no tenga quejas de tu código.',
      evidence: own.flatMap(({ file, line, code, message }) => [
        ['no compila', `${basename(file)}:${line}`],
        [code, message],
      ]),
      place: first,
      why: 'hasta que compile, el compilador no puede decir nada de cómo se usa.',
    }),
  ).toEqual([])
}

/** Del 1000 al 1999, lo que dice TypeScript de un texto que no es un programa. */
function isSyntax(code: string): boolean {
  return /^TS1\d{3}$/.test(code)
}

async function loadAll(): Promise<void> {
  await import('../src/shop-events.ts')
  await import('../src/event-bus.ts')
}

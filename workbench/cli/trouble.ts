import { wrap } from '../terminal/wrap.ts'
import type { EnvironmentTrouble } from '../services/environment-error.ts'

/** La pantalla de un problema que no es de quien aprende: qué, por qué y qué pegar. */
export function environmentScreen({ what, why, remedies }: EnvironmentTrouble): string {
  const width = Math.max(0, ...remedies.map(({ text }) => text.length + 1))
  return [
    '',
    `  entorno · ${what}`,
    '',
    wrap(why, { indent: '    ' }),
    '',
    ...remedies.map(({ text, command }) => `      ${`${text}:`.padEnd(width)}   ${command}`),
    ...(remedies.length === 0 ? [] : ['']),
    '  Tu código no se ha evaluado.                                      (código 3)',
    '',
  ].join('\n')
}

import { stripVTControlCharacters } from 'node:util'

const MAX_LINES = 16

/**
 * La diferencia que da Vitest, sin su inglés: lo esperado con «−» y lo que llegó con «+». Los valores
 * se quedan como se escriben en el código. `undefined` si no hay nada que enseñar, o es demasiado.
 */
export function differenceText(diff: unknown): string | undefined {
  if (typeof diff !== 'string') return undefined
  const body = signed(stripVTControlCharacters(diff).split('\n'))
    .filter((line) => line.trim() !== '')
    .filter((line) => !line.startsWith('Compared values have no visual difference'))
  if (body.length === 0 || body.length > MAX_LINES) return undefined
  const shown = body.map((line) => `  ${line.replace(/^-/, '−')}`)
  return ['  − lo esperado   + lo que llegó', ...shown].join('\n')
}

const heading = /^([-+]) (?:Expected|Received)(:?)(?:\s|$)/
const inline = /^(Expected|Received): +(.*)$/

/**
 * Vitest tiene tres formas: línea a línea, con su signo; cada cadena detrás de «Expected:» o
 * «Received:»; y, si los dos valores no son del mismo tipo, uno entero debajo de otro.
 */
function signed(lines: readonly string[]): readonly string[] {
  let side = ''
  return lines.flatMap((line) => {
    const [, sign, whole] = heading.exec(line) ?? []
    if (sign !== undefined) {
      if (whole === ':') side = sign
      return []
    }
    const [, label, text] = inline.exec(line) ?? []
    if (label !== undefined) return [`${label === 'Expected' ? '-' : '+'} ${text}`]
    return line.trim() === '' || side === '' ? [line] : [`${side} ${line}`]
  })
}

import { stripVTControlCharacters, styleText } from 'node:util'

/** Lo que hace falta saber de la terminal para componer un texto. */
export type Terminal = { readonly color: boolean; readonly columns: number }

type Style = Parameters<typeof styleText>[0]

/** Pinta solo si la terminal quiere color; si no, el texto pasa tal cual. */
export function paint({ color }: Pick<Terminal, 'color'>, style: Style, text: string): string {
  return color ? styleText(style, text, { validateStream: false }) : text
}

/** El ancho en que se compone: como mucho 80, que es lo que cabe en cualquier sitio. */
export function screenWidth({ columns }: Pick<Terminal, 'columns'>): number {
  return Math.min(80, Math.max(24, columns))
}

/** Un texto a la izquierda y otro pegado al margen derecho, o debajo si no caben juntos. */
export function spread(left: string, right: string, width: number): string {
  const gap = width - visible(left) - visible(right)
  return gap >= 2
    ? left + ' '.repeat(gap) + right
    : `${left}\n${' '.repeat(Math.max(0, width - visible(right)))}${right}`
}

/** Los códigos de color no ocupan sitio en la pantalla. */
function visible(text: string): number {
  return stripVTControlCharacters(text).length
}

/** «1 paso», «2 pasos». */
export function count(amount: number, one: string, many: string): string {
  return `${amount} ${amount === 1 ? one : many}`
}

/** Corta con puntos suspensivos lo que no cabe. */
export function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`
}

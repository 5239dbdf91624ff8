import type { Key } from '../../terminal/key.ts'
import { clip, paint, type Terminal } from '../../terminal/screen.ts'

/** Lo que se pide delante de una lista en la que hay una línea señalada. */
export type ChoiceMove =
  | { readonly kind: 'point'; readonly at: number }
  | { readonly kind: 'take'; readonly index: number }
  | { readonly kind: 'close' }

export const choiceKeys = 'intro elegir   ↑ ↓ moverse   1-9 directo'

export function choiceMoveOf(
  key: Key,
  { at, count }: { readonly at: number; readonly count: number },
): ChoiceMove | undefined {
  switch (key.name) {
    case 'up':
    case 'left':
    case 'pageup':
      return { kind: 'point', at: (at + count - 1) % count }
    case 'down':
    case 'right':
    case 'pagedown':
      return { kind: 'point', at: (at + 1) % count }
    case 'return':
    case 'space':
      return { kind: 'take', index: at }
    case 'm':
    case 'escape':
      return { kind: 'close' }
    default: {
      const index = Number(key.name) - 1
      return /^[1-9]$/.test(key.name) && index < count ? { kind: 'take', index } : undefined
    }
  }
}

/** Las opciones numeradas, con la señalada a la vista también sin color. */
export function choiceLines(
  options: readonly string[],
  at: number,
  terminal: Terminal,
): readonly string[] {
  return options.map((option, index) => {
    const line = clip(`  ${index === at ? '▸' : ' '} ${index + 1}  ${option}`, terminal.columns)
    return index === at ? paint(terminal, 'bold', line) : line
  })
}

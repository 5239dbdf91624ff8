import type { Key } from '../../terminal/key.ts'

/** Lo que puede pedir quien presenta. */
export type Move =
  | { readonly kind: 'continue' }
  /** Al principio de un capítulo, contando desde 0. */
  | { readonly kind: 'go'; readonly chapter: number }
  /** Lo que se cree que pasará, contando desde 0. */
  | { readonly kind: 'bet'; readonly option: number }
  | { readonly kind: 'auto' }
  /** La lista de capítulos. */
  | { readonly kind: 'list' }
  | { readonly kind: 'panel' }
  | { readonly kind: 'quit' }
  /** Ctrl-C: acaba como si lo hubiera parado una señal. */
  | { readonly kind: 'interrupt' }

type Place = {
  readonly chapter: number
  readonly chapters: number
  /** Si el capítulo acaba de empezar: entonces «atrás» es el anterior. */
  readonly atStart: boolean
  /** Las respuestas entre las que se elige, si se está preguntando. */
  readonly options: number
}

/** Las letras que contestan. Ninguna sirve para otra cosa: quien contesta no pone nada en marcha. */
export const letters = 'abcdefgh'

export function moveOf(key: Key, { chapter, chapters, atStart, options }: Place): Move | undefined {
  if (key.ctrl === true) return key.name === 'c' ? { kind: 'interrupt' } : undefined
  const go = (to: number): Move | undefined =>
    to >= 0 && to < chapters ? { kind: 'go', chapter: to } : undefined
  switch (key.name) {
    case 'return':
    case 'space':
    case 'right':
    case 'down':
    case 'pagedown': // lo que mandan los mandos a distancia
      return { kind: 'continue' }
    case 'left':
    case 'up':
    case 'pageup':
      return go(atStart ? chapter - 1 : chapter) ?? go(chapter)
    case 'n':
      return go(chapter + 1)
    case 'p':
      return go(chapter - 1)
    case 'm':
      return { kind: 'list' }
    case 's':
      return { kind: 'auto' }
    case 'v':
      return { kind: 'panel' }
    case 'q':
    case 'escape':
      return { kind: 'quit' }
    default: {
      const option = key.name.length === 1 ? letters.indexOf(key.name) : -1
      if (option !== -1) return option < options ? { kind: 'bet', option } : undefined
      return /^[1-9]$/.test(key.name) ? go(Number(key.name) - 1) : undefined
    }
  }
}

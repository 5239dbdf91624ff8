import type { ReadStream, WriteStream } from 'node:tty'

import type { Key } from '../../terminal/key.ts'
import { Keyboard } from '../../terminal/keyboard.ts'
import { Painter } from '../../terminal/painter.ts'
import { paint } from '../../terminal/screen.ts'
import { sizeOf } from '../../terminal/size.ts'
import { choiceKeys, choiceLines, choiceMoveOf } from './choice.ts'

export type Menu = {
  readonly title: string
  readonly options: readonly string[]
  readonly color: boolean
  readonly signal: AbortSignal
}

export type MenuAnswer =
  | { readonly kind: 'taken'; readonly index: number }
  | { readonly kind: 'left' }
  | { readonly kind: 'interrupted' }

/** Una lista a pantalla completa de la que se elige una cosa, o ninguna. */
export async function chooseFromMenu(
  { title, options, color, signal }: Menu,
  { input, output }: { readonly input: ReadStream; readonly output: WriteStream },
): Promise<MenuAnswer> {
  const { promise: answer, resolve } = Promise.withResolvers<MenuAnswer>()
  let at = 0
  using painter = new Painter(output)
  const show = () => {
    const terminal = { color, columns: sizeOf(output).columns }
    const head = ['', paint(terminal, 'bold', `  ${title}`), '']
    painter.paint([...head, ...choiceLines(options, at, terminal), '', `  ${choiceKeys}   q salir`])
  }
  const press = (key: Key) => {
    if (key.ctrl === true) {
      if (key.name === 'c') resolve({ kind: 'interrupted' })
      return
    }
    const move = choiceMoveOf(key, { at, count: options.length })
    if (move?.kind === 'take') resolve({ kind: 'taken', index: move.index })
    else if (move?.kind === 'close' || key.name === 'q') resolve({ kind: 'left' })
    else if (move?.kind === 'point') {
      at = move.at
      show()
    }
  }
  const repaint = () => {
    painter.forget()
    show()
  }
  painter.enter()
  using _keyboard = new Keyboard(input, press)
  output.on('resize', repaint)
  signal.addEventListener('abort', () => resolve({ kind: 'interrupted' }), { once: true })
  show()
  try {
    return await answer
  } finally {
    output.off('resize', repaint)
  }
}

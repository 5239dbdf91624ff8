import { emitKeypressEvents, type Key as NodeKey } from 'node:readline'
import type { ReadStream } from 'node:tty'

import type { Key } from './key.ts'

// Lo que tarda en darse por suelta la tecla Esc, que también empieza las flechas. Node espera medio
// segundo, pensando en terminales remotas de otra época.
const escapeCodeTimeout = 60

/** Lee teclas sueltas. Mientras está en pausa, la entrada es de otro programa. */
export class Keyboard implements Disposable {
  readonly #input: ReadStream
  readonly #listener: (text: string | undefined, key: NodeKey) => void
  /** Lo pegado hasta ahora, mientras llega: si cada letra fuera una tecla, pegar pondría de todo en marcha. */
  #pasted: string | undefined

  constructor(input: ReadStream, onKey: (key: Key) => void) {
    this.#input = input
    this.#listener = (text, key) => {
      if (key.name === 'paste-start') return void (this.#pasted = '')
      if (key.name === 'paste-end') {
        const pasted = this.#pasted ?? ''
        this.#pasted = undefined
        return onKey({ name: 'paste', text: pasted.replaceAll(/\p{C}+/gu, ' ').trim() })
      }
      if (this.#pasted !== undefined) return void (this.#pasted += key.sequence ?? text ?? '')
      // «Esc» y enseguida otra tecla llegan juntas, como si fuera Alt: aquí son dos.
      const typed = key.meta === true ? key.sequence?.slice(1) : undefined
      if (typed === undefined || !/^[^\p{C}]$/u.test(typed)) return onKey(toKey(text, key))
      onKey({ name: 'escape' })
      onKey(toKey(typed, { ...key, meta: false }))
    }
    // El segundo parámetro solo se usa para leer de él ese tiempo.
    emitKeypressEvents(input, { escapeCodeTimeout } as never)
    input.on('keypress', this.#listener)
    this.resume()
  }

  pause(): void {
    this.#input.setRawMode(false)
    this.#input.pause()
  }

  resume(): void {
    this.#input.setRawMode(true)
    this.#input.resume()
  }

  [Symbol.dispose](): void {
    this.#input.off('keypress', this.#listener)
    this.pause()
  }
}

function toKey(text: string | undefined, { name, ctrl, meta }: NodeKey): Key {
  const isText = text !== undefined && ctrl !== true && meta !== true && /^[^\p{C}]+$/u.test(text)
  const known = name === 'enter' ? 'return' : name
  return {
    name:
      isText && text.length === 1 && known !== 'space' ? text.toLowerCase() : (known ?? text ?? ''),
    ...(isText ? { text } : {}),
    ...(ctrl === true ? { ctrl } : {}),
  }
}

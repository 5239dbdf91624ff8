/** Lo que el pintor necesita de la salida. */
export type Output = { readonly write: (text: string) => unknown }

// Con lo pegado entre marcas (2004) se distingue de lo que se teclea.
const enterAlternate = '\x1b[?1049h\x1b[?25l\x1b[?2004h'
const leaveAlternate = '\x1b[?2004l\x1b[?25h\x1b[?1049l'
const beginFrame = '\x1b[?2026h'
const endFrame = '\x1b[?2026l'
const clear = '\x1b[2J'

/**
 * Pinta una pantalla entera en su sitio. Solo escribe las filas que cambian y las entrega de una
 * vez, así que no parpadea; y lo que había antes de entrar vuelve al salir.
 */
export class Painter implements Disposable {
  readonly #output: Output
  #shown: readonly string[] | undefined
  #inside = false

  constructor(output: Output) {
    this.#output = output
  }

  enter(): void {
    if (this.#inside) return
    this.#inside = true
    this.#shown = undefined
    this.#output.write(enterAlternate + clear)
  }

  leave(): void {
    if (!this.#inside) return
    this.#inside = false
    this.#output.write(leaveAlternate)
  }

  /** La terminal cambió de tamaño: lo que hay en ella ya no es lo que se pintó. */
  forget(): void {
    this.#shown = undefined
  }

  paint(lines: readonly string[]): void {
    if (!this.#inside) return
    const before = this.#shown
    const changed = lines.flatMap((line, row) =>
      before?.[row] === line ? [] : [`\x1b[${row + 1};1H${line}\x1b[0m\x1b[K`],
    )
    this.#shown = lines
    if (changed.length === 0) return
    const start = before === undefined ? beginFrame + clear : beginFrame
    this.#output.write(start + changed.join('') + endFrame)
  }

  [Symbol.dispose](): void {
    this.leave()
  }
}

import { setTimeout as pause } from 'node:timers/promises'
import type { ReadStream, WriteStream } from 'node:tty'

import type { Key } from '../../terminal/key.ts'
import { Keyboard } from '../../terminal/keyboard.ts'
import { Painter } from '../../terminal/painter.ts'
import { narrate } from '../narrate.ts'
import { playChapter } from '../play.ts'
import type { Scenario } from '../scenario.ts'
import type { TraceEvent } from '../trace.ts'
import type { Worlds } from '../worlds.ts'
import { type Frame, frameLines } from './frame.ts'
import { type Move, moveOf } from './moves.ts'
import { regionReader, type RegionReader } from './region.ts'

export type PresentOptions = {
  readonly source: string
  readonly auto: boolean
  readonly paceMs: number
  readonly notes: boolean
  readonly color: boolean
  /** Por qué capítulo se empieza, contando desde 0. */
  readonly start: number
  readonly signal: AbortSignal
}

/** Un escenario en una terminal de verdad, a un golpe de tecla por paso. Vuelve cuando se acaba. */
export async function present(
  scenario: Scenario,
  worlds: Worlds,
  { input, output }: { readonly input: ReadStream; readonly output: WriteStream },
  options: PresentOptions,
): Promise<void> {
  using painter = new Painter(output)
  const presenter = new Presenter(scenario, worlds, options, (frame) => {
    const { columns = 80, rows = 24 } = output
    painter.paint(frameLines(frame, { columns, rows, color: options.color }))
  })
  painter.enter()
  using _keyboard = new Keyboard(input, (key) => presenter.press(key))
  const repaint = () => {
    painter.forget()
    presenter.show()
  }
  output.on('resize', repaint)
  try {
    await presenter.run()
  } finally {
    output.off('resize', repaint)
  }
}

class Presenter {
  readonly #scenario: Scenario
  readonly #worlds: Worlds
  readonly #options: PresentOptions
  readonly #draw: (frame: Frame) => void
  readonly #readRegion: RegionReader
  #chapter: number
  #auto: boolean
  #over = false
  #events: TraceEvent[] = []
  #leaving = new AbortController()
  #next: Move | undefined
  #released = Promise.withResolvers<void>()

  constructor(
    scenario: Scenario,
    worlds: Worlds,
    options: PresentOptions,
    draw: (frame: Frame) => void,
  ) {
    this.#scenario = scenario
    this.#worlds = worlds
    this.#options = options
    this.#draw = draw
    this.#readRegion = regionReader(options.source)
    this.#chapter = options.start
    this.#auto = options.auto
  }

  async run(): Promise<void> {
    const { chapters } = this.#scenario
    while (this.#chapter < chapters.length) {
      await this.#play()
      const next = this.#next
      if (next?.kind === 'quit' || this.#options.signal.aborted) return
      this.#chapter = next?.kind === 'go' ? next.chapter : this.#chapter + 1
    }
  }

  press(key: Key): void {
    const { chapters } = this.#scenario
    const atStart = this.#events.length <= 1 && !this.#over
    const move = moveOf(key, { chapter: this.#chapter, chapters: chapters.length, atStart })
    if (move === undefined) return
    if (move.kind === 'auto') {
      this.#auto = !this.#auto
      if (this.#auto) this.#released.resolve()
      return this.show()
    }
    if (move.kind !== 'continue') {
      this.#next = move
      this.#leaving.abort(new Error('Se ha dejado el capítulo.'))
    }
    this.#released.resolve()
  }

  show(): void {
    this.#draw({
      ...{ scenario: this.#scenario, chapter: this.#chapter, events: this.#events },
      ...{ notes: this.#options.notes, auto: this.#auto, over: this.#over },
      readRegion: this.#readRegion,
    })
  }

  async #play(): Promise<void> {
    this.#events = []
    this.#over = false
    this.#next = undefined
    this.#leaving = new AbortController()
    const { signal } = this.#leaving
    const stage = narrate(
      (event) => {
        const grows = event.kind === 'bars' && this.#events.at(-1)?.kind === 'bars'
        if (grows) this.#events.pop()
        this.#events.push(event)
        this.show()
      },
      () => this.#wait(),
    )
    const chapter = this.#scenario.chapters[this.#chapter]!
    this.show()
    try {
      if (chapter.question) await this.#wait()
      const abandoned = AbortSignal.any([signal, this.#options.signal])
      await playChapter(chapter, this.#worlds, stage, abandoned)
      this.#over = true
      this.show()
      await this.#wait()
    } catch (error) {
      if (!signal.aborted && !this.#options.signal.aborted) throw error
    }
  }

  /** Hasta la tecla siguiente o, en automático, hasta que pase el tiempo de leer. */
  async #wait(): Promise<void> {
    this.#released = Promise.withResolvers<void>()
    const stop = AbortSignal.any([this.#leaving.signal, this.#options.signal])
    const given = new AbortController()
    stop.addEventListener('abort', () => this.#released.resolve(), { once: true })
    const pace = this.#auto
      ? pause(this.#options.paceMs, undefined, { signal: given.signal }).catch(() => {})
      : new Promise<never>(() => {})
    await Promise.race([this.#released.promise, pace])
    given.abort()
    stop.throwIfAborted()
  }
}

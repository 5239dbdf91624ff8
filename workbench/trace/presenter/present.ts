import { setTimeout as pause } from 'node:timers/promises'
import type { ReadStream, WriteStream } from 'node:tty'

import type { Key } from '../../terminal/key.ts'
import { Keyboard } from '../../terminal/keyboard.ts'
import { Painter } from '../../terminal/painter.ts'
import { sizeOf } from '../../terminal/size.ts'
import { narrate } from '../narrate.ts'
import { playChapter } from '../play.ts'
import type { Scenario } from '../scenario.ts'
import type { TraceEvent } from '../trace.ts'
import type { Worlds } from '../worlds.ts'
import { choiceMoveOf } from './choice.ts'
import { type Frame, frameLines } from './frame.ts'
import { type Move, moveOf } from './moves.ts'
import { PanelHolder } from './panel-holder.ts'
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

/** Se acabó o se salió de ella, o la interrumpieron. */
export type Ending = 'over' | 'interrupted'

/** Un escenario en una terminal de verdad, a un golpe de tecla por paso. Vuelve cuando se acaba. */
export async function present(
  scenario: Scenario,
  worlds: Worlds,
  { input, output }: { readonly input: ReadStream; readonly output: WriteStream },
  options: PresentOptions,
): Promise<Ending> {
  using painter = new Painter(output)
  await using presenter = new Presenter(scenario, worlds, options, (frame) => {
    painter.paint(frameLines(frame, { ...sizeOf(output), color: options.color }))
  })
  painter.enter()
  using _keyboard = new Keyboard(input, (key) => presenter.press(key))
  const repaint = () => {
    painter.forget()
    presenter.show()
  }
  output.on('resize', repaint)
  try {
    return await presenter.run()
  } finally {
    output.off('resize', repaint)
  }
}

class Presenter implements AsyncDisposable {
  readonly #scenario: Scenario
  readonly #worlds: Worlds
  readonly #options: PresentOptions
  readonly #draw: (frame: Frame) => void
  readonly #readRegion: RegionReader
  readonly #panel: PanelHolder
  #chapter: number
  #auto: boolean
  #over = false
  /** La respuesta por la que se apuesta en este capítulo. */
  #bet: number | undefined
  /** El capítulo señalado, con la lista a la vista. */
  #pointed: number | undefined
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
    this.#panel = new PanelHolder(scenario.panel, () => this.show())
    this.#chapter = options.start
    this.#auto = options.auto
  }

  async run(): Promise<Ending> {
    const { chapters } = this.#scenario
    while (this.#chapter < chapters.length) {
      await this.#play()
      const next = this.#next
      if (next?.kind === 'interrupt' || this.#options.signal.aborted) return 'interrupted'
      if (next?.kind === 'quit') return 'over'
      this.#chapter = next?.kind === 'go' ? next.chapter : this.#chapter + 1
    }
    return 'over'
  }

  press(key: Key): void {
    const { length: chapters } = this.#scenario.chapters
    const { question } = this.#scenario.chapters[this.#chapter]!
    const options = this.#events.length === 0 ? (question?.options.length ?? 0) : 0
    const atStart = this.#events.length <= 1 && !this.#over
    const move =
      this.#pointed === undefined || key.ctrl === true || key.name === 'q'
        ? moveOf(key, { chapter: this.#chapter, chapters, atStart, options })
        : this.#moveInList(key, { at: this.#pointed, count: chapters })
    switch (move?.kind) {
      case undefined:
        return
      case 'bet':
        this.#bet = move.option
        return this.show()
      case 'auto':
        this.#auto = !this.#auto
        if (this.#auto) this.#released.resolve()
        return this.show()
      case 'list':
        this.#auto = false // quien elige no quiere que aquello siga solo
        this.#pointed = this.#chapter
        return this.show()
      case 'panel':
        return void this.#panel.open()
      case 'continue':
        return this.#released.resolve()
      default:
        this.#next = move
        this.#leaving.abort(new Error('Se ha dejado el capítulo.'))
    }
  }

  show(): void {
    this.#draw({
      ...{ scenario: this.#scenario, chapter: this.#chapter, events: this.#events },
      ...{ notes: this.#options.notes, auto: this.#auto, over: this.#over, bet: this.#bet },
      ...{ pointed: this.#pointed, panelLine: this.#panel.line },
      readRegion: this.#readRegion,
    })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#panel[Symbol.asyncDispose]()
  }

  #moveInList(key: Key, place: { readonly at: number; readonly count: number }): Move | undefined {
    const choice = choiceMoveOf(key, place)
    if (choice === undefined) return undefined
    this.#pointed = choice.kind === 'point' ? choice.at : undefined
    if (choice.kind === 'take') return { kind: 'go', chapter: choice.index }
    this.show()
    return undefined
  }

  async #play(): Promise<void> {
    const events: TraceEvent[] = []
    const leaving = new AbortController()
    const abandoned = AbortSignal.any([leaving.signal, this.#options.signal])
    this.#events = events
    this.#over = false
    this.#bet = undefined
    this.#next = undefined
    this.#leaving = leaving
    const stage = narrate(
      (event) => {
        if (abandoned.aborted) return // abandonado, puede seguir un rato: ya no se le escucha
        if (growsFrom(events.at(-1), event)) events.pop()
        events.push(event)
        this.show()
      },
      {
        waitForPresenter: () => this.#wait(abandoned),
        expose: (exposed) => {
          if (!abandoned.aborted) this.#panel.expose(exposed)
        },
      },
    )
    const chapter = this.#scenario.chapters[this.#chapter]!
    const isLast = chapter === this.#scenario.chapters.at(-1)
    this.show()
    try {
      if (chapter.question) await this.#wait(abandoned)
      await playChapter(chapter, this.#worlds, stage, abandoned)
      // Todos acaban en una pausa. Tras la del último, una tecla de más no se lleva la pantalla.
      if (!isLast || this.#auto) return
      this.#over = true
      this.show()
      await this.#wait(abandoned)
    } catch (error) {
      if (!abandoned.aborted) throw error
    } finally {
      this.#panel.expose([])
    }
  }

  /** Hasta la tecla siguiente o, en automático, hasta que pase el tiempo de leer. */
  async #wait(abandoned: AbortSignal): Promise<void> {
    abandoned.throwIfAborted()
    const released = Promise.withResolvers<void>()
    this.#released = released
    const leave = () => released.resolve()
    abandoned.addEventListener('abort', leave)
    const given = new AbortController()
    const pace = this.#auto
      ? pause(this.#options.paceMs, undefined, { signal: given.signal }).catch(() => {})
      : new Promise<never>(() => {})
    await Promise.race([released.promise, pace])
    given.abort()
    abandoned.removeEventListener('abort', leave)
    abandoned.throwIfAborted()
  }
}

function growsFrom(before: TraceEvent | undefined, event: TraceEvent): boolean {
  return event.kind === 'bars' && before?.kind === 'bars' && before.title === event.title
}

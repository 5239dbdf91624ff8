import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue'

import type { ChapterTrace, Recording } from '../../../../workbench/trace/trace.ts'
import { framesOf, type Frame } from '../../recording/frames.ts'
import type { Position } from '../../recording/position.ts'
import { describe } from '../../recording/prose.ts'
import { loadRecording } from './recordings.ts'

export type Playback = {
  readonly recording: Ref<Recording | undefined>
  readonly trouble: Ref<boolean>
  readonly chapterNumber: Ref<number>
  readonly chapter: ComputedRef<ChapterTrace | undefined>
  readonly frames: ComputedRef<readonly Frame[]>
  /** Cuántos sucesos se ven: 0 es antes de empezar. */
  readonly step: Ref<number>
  readonly playing: Ref<boolean>
  readonly speed: Ref<number>
  load(): Promise<void>
  open(chapter: number): void
  goTo(position: Position): void
  seek(step: number): void
  advance(): void
  back(): void
  toggle(): void
  pause(): void
  setSpeed(speed: number): void
  captionAt(step: number): string
}

type PlaybackOptions = {
  lesson(): string
  firstChapter(): number
  /** Distinto para cada reproductor: quien va a otra página y vuelve lo encuentra donde lo dejó. */
  place(): string
}

const lastPositions = new Map<string, Position>()

/** El estado de un reproductor: qué capítulo, qué paso y si avanza solo. */
export function usePlayback({ lesson, firstChapter, place }: PlaybackOptions): Playback {
  const recording = shallowRef<Recording>()
  const trouble = ref(false)
  const chapterNumber = ref(firstChapter())
  const step = ref(0)
  const playing = ref(false)
  const speed = ref(1)
  let timer: ReturnType<typeof setTimeout> | undefined
  let loading: Promise<void> | undefined

  const chapter = computed(() => recording.value?.chapters[chapterNumber.value - 1])
  const frames = computed(() =>
    recording.value && chapter.value ? framesOf(chapter.value, recording.value.actors) : [],
  )

  function load(): Promise<void> {
    loading ??= loadRecording(lesson()).then(
      (loaded) => {
        recording.value = loaded
        const last = lastPositions.get(place())
        if (last !== undefined) goTo(last)
      },
      () => void (trouble.value = true),
    )
    return loading
  }

  function pause(): void {
    clearTimeout(timer)
    playing.value = false
  }

  function show(wanted: number): void {
    step.value = Math.min(Math.max(wanted, 0), frames.value.length)
    lastPositions.set(place(), { chapter: chapterNumber.value, step: step.value })
  }

  function goTo({ chapter: number, step: wanted }: Position): void {
    pause()
    const last = recording.value?.chapters.length ?? 1
    chapterNumber.value = Math.min(Math.max(number, 1), last)
    show(wanted)
  }

  function tick(): void {
    if (step.value >= frames.value.length) return pause()
    show(step.value + 1)
    timer = setTimeout(tick, readingTimeMs(step.value) / speed.value)
  }

  /** Lo que se tarda en leer un paso; antes de una pausa de quien presenta, un respiro. */
  function readingTimeMs(at: number): number {
    const breath = frames.value[at - 1]?.beforePause ? 900 : 0
    const lettersMs = frames.value[at - 1]?.event.kind === 'state' ? 0 : captionAt(at).length * 22
    return 900 + Math.min(lettersMs, 3000) + breath
  }

  function captionAt(at: number): string {
    const { value: loaded } = recording
    if (loaded === undefined || chapter.value === undefined) return ''
    const frame = frames.value[at - 1]
    if (frame !== undefined) return describe(frame, loaded.actors, chapter.value)
    const ask = chapter.value.question?.ask
    return ask === undefined ? 'Antes de empezar.' : `Antes de empezar: ${ask}`
  }

  return {
    recording,
    trouble,
    chapterNumber,
    chapter,
    frames,
    step,
    playing,
    speed,
    load,
    open(number) {
      pause()
      chapterNumber.value = number
      show(0)
    },
    goTo,
    seek(wanted) {
      pause()
      show(wanted)
    },
    advance() {
      pause()
      show(step.value + 1)
    },
    back() {
      pause()
      show(step.value - 1)
    },
    toggle() {
      if (playing.value) return pause()
      if (recording.value === undefined) return
      if (step.value >= frames.value.length) step.value = 0
      playing.value = true
      tick()
    },
    pause,
    setSpeed: (wanted) => void (speed.value = wanted),
    captionAt,
  }
}

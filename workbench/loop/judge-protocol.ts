import type { Lesson, Step } from '../course/lesson.ts'
import type { WarmVerdict } from '../testing/warm-judge.ts'

/** De la pantalla al juez. */
export type ToJudge = {
  readonly id: number
  readonly lesson: Lesson
  readonly steps: readonly Step[]
  readonly servicesAddress: string | undefined
}

/** Del juez a la pantalla. */
export type FromJudge =
  | { readonly type: 'ready' }
  /** La anterior ya no estorba y esta empieza. */
  | { readonly type: 'started'; readonly id: number }
  | {
      readonly type: 'verdict'
      readonly id: number
      readonly verdict: WarmVerdict
      readonly rss: number
    }

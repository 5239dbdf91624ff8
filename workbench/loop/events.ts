import type { Hints } from '../course/hints.ts'
import type { HintLevel } from '../course/hints-shown.ts'
import type { Position } from '../course/progress.ts'
import type { Key } from '../terminal/key.ts'
import type { CompareMode, Course, DiffLine, LessonCheck, State, Verdict } from './state.ts'

/** Lo que pasa: alguien teclea, el disco cambia, llega una respuesta. */
export type LoopEvent =
  | { readonly type: 'key'; readonly key: Key; readonly maxScroll: number }
  | { readonly type: 'course'; readonly course: Course }
  | { readonly type: 'saved' }
  | { readonly type: 'go'; readonly to: Position }
  | { readonly type: 'slow' }
  | { readonly type: 'verdict'; readonly of: State['at']; readonly verdict: Verdict }
  | { readonly type: 'hints'; readonly of: State['at']; readonly texts: Hints }
  | { readonly type: 'notice'; readonly text: string | undefined }
  | {
      readonly type: 'comparison'
      readonly mode: CompareMode
      readonly whole: boolean
      readonly lines: readonly DiffLine[]
    }
  | { readonly type: 'changed-files'; readonly files: readonly string[] }
  | { readonly type: 'everything'; readonly checks: readonly LessonCheck[]; readonly done: boolean }

/** Lo que hay que hacer fuera: el estado solo lo pide. */
export type Effect =
  | { readonly do: 'check' }
  | { readonly do: 'arrive' }
  | { readonly do: 'show-hint'; readonly level: HintLevel }
  | { readonly do: 'edit' }
  | { readonly do: 'compare'; readonly mode: CompareMode; readonly whole: boolean }
  | { readonly do: 'list-changed-files' }
  | { readonly do: 'reset' }
  | { readonly do: 'run-program' }
  | { readonly do: 'demo' }
  | { readonly do: 'check-everything' }
  | { readonly do: 'stop-everything' }
  | { readonly do: 'quit' }

export type Step = { readonly state: State; readonly effects: readonly Effect[] }

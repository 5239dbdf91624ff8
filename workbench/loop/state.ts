import type { Hints } from '../course/hints.ts'
import type { HintLevel } from '../course/hints-shown.ts'
import type { Lesson, Step } from '../course/lesson.ts'
import type { Fault } from '../course/malformed-lesson-error.ts'
import type { Position, Progress } from '../course/progress.ts'
import type { LessonReport } from '../testing/report.ts'

/** Las lecciones que se entienden, lo superado y lo que les pasa a las demás. */
export type Course = {
  readonly lessons: readonly Lesson[]
  readonly progress: Progress
  readonly faults: readonly Fault[]
}

/** Una línea de un archivo, con su ruta desde la raíz del taller. */
export type Place = { readonly file: string; readonly line: number }

/** El último veredicto del paso en que se está. */
export type Verdict = {
  readonly report: LessonReport
  /** Dónde se edita y dónde se lee la tarea. */
  readonly edit: Place
  readonly read: Place
  /** La hora a la que se guardó lo juzgado; sin ella, nadie ha guardado: se acaba de llegar. */
  readonly savedAt?: Date
  /** Desde que se guardó hasta tener el veredicto. */
  readonly ms: number
}

export type ListFilter = 'all' | 'pending' | 'passed'

export type DiffLine = {
  readonly kind: 'same' | 'added' | 'removed' | 'title'
  readonly text: string
}
export type CompareMode = 'fixed' | 'live'

export type LessonCheck = {
  readonly lesson: Lesson
  /** Sin informe: sigue como al principio, o aún no le ha tocado. */
  readonly state: 'waiting' | 'checking' | 'untouched' | 'checked'
  readonly report?: LessonReport
}

export type Panel =
  | { readonly kind: 'step' }
  | {
      readonly kind: 'list'
      readonly query: string
      readonly filter: ListFilter
      readonly cursor: number
    }
  | { readonly kind: 'help' }
  | {
      readonly kind: 'compare'
      readonly mode: CompareMode
      /** El archivo entero, o solo lo que pide el paso. */
      readonly whole: boolean
      readonly lines?: readonly DiffLine[]
    }
  | { readonly kind: 'reset'; readonly files?: readonly string[] }
  | { readonly kind: 'everything'; readonly checks: readonly LessonCheck[]; readonly done: boolean }

export type State = {
  readonly course: Course
  /** Los nombres y no los objetos: el curso se relee y el paso puede cambiar, o irse. */
  readonly at: { readonly slug: string; readonly id: string } | undefined
  readonly checking: 'no' | 'yes' | 'slow'
  readonly verdict: Verdict | undefined
  /** Cuántas pistas se enseñan, y las del paso en cuanto se han leído. */
  readonly hint: 0 | HintLevel
  readonly hints: Hints | undefined
  /** Ya se avisó de que comparar ahora enseña la solución. */
  readonly warned: boolean
  /** Y de que el archivo entero enseña la de los pasos pendientes. */
  readonly warnedWhole: boolean
  /** La lección de cuya demo ya se avisó: enseña código de la referencia, y de todos sus pasos. */
  readonly warnedDemo: string | undefined
  readonly panel: Panel
  readonly scroll: number
  /** Por dónde se iba leyendo el paso al abrir otra pantalla. */
  readonly readAt: number
  readonly notice: string | undefined
}

/** Al llegar a un paso, nada de lo que había en pantalla habla de él. */
export const onArrival = {
  verdict: undefined,
  hint: 0,
  hints: undefined,
  warned: false,
  warnedWhole: false,
  panel: { kind: 'step' },
  scroll: 0,
  readAt: 0,
  notice: undefined,
} as const satisfies Partial<State>

export function initialState(course: Course, at: Position | undefined): State {
  return {
    course,
    at: at && { slug: at.lesson.slug, id: at.step.id },
    checking: 'no',
    warnedDemo: undefined,
    ...onArrival,
  }
}

/** La lección y el paso en que se está; `undefined` si no queda ninguno o su carpeta no está. */
export function positionOf({ course, at }: Pick<State, 'course' | 'at'>): Position | undefined {
  const lesson = course.lessons.find(({ slug }) => slug === at?.slug)
  const step = lesson?.steps.find(({ id }) => id === at?.id)
  return lesson && step ? { lesson, step } : undefined
}

/** El paso en que se está acaba de juzgarse y pasa. */
export function isSolved({ verdict }: Pick<State, 'verdict'>): boolean {
  return verdict?.report.verdict === 'solved'
}

export function samePosition(a: State['at'], b: State['at']): boolean {
  return a?.slug === b?.slug && a?.id === b?.id
}

export type StepRow = { readonly lesson: Lesson; readonly step: Step }

import { dirname } from 'node:path'

export type Service = 'redis' | 'postgres'

/** Un símbolo y el archivo que lo declara, relativo a la carpeta de la lección. */
export type SymbolPlace = { readonly file: string; readonly at: string }

export type Step = {
  /** Empieza en 1. */
  readonly number: number
  /** El nombre del test sin número ni extensión: `sequential`. El progreso se guarda con él. */
  readonly id: string
  /** Cómo se llamó antes: «old-id» o, si cambió de lección, «03-old-slug/old-id». */
  readonly formerly?: readonly string[]
  readonly title: string
  /** Relativos a la carpeta de la lección, siempre con `/`. */
  readonly file: string
  readonly test: string
  /** Símbolo junto al que se trabaja. */
  readonly at?: string
  /** Los demás que pide el paso, en ese archivo o en otro. */
  readonly also?: readonly SymbolPlace[]
  readonly optional: boolean
}

export type Lesson = {
  /** Con dos cifras: «02». */
  readonly number: string
  readonly slug: string
  /** Absoluta. */
  readonly dir: string
  readonly title: string
  readonly minutes: number
  readonly services: readonly Service[]
  readonly outcome: string
  readonly steps: readonly Step[]
}

/** Lo que dice la cabecera; el número y la carpeta los dice el sistema de archivos. */
export type FrontMatter = Omit<Lesson, 'number' | 'slug' | 'dir'>

/** Todo lo que pide el paso, con el sitio de siempre el primero. */
export function placesOf({ file, at, also = [] }: Step): readonly SymbolPlace[] {
  return [...(at === undefined ? [] : [{ file, at }]), ...also]
}

/** Los archivos que se editan en ese paso, el principal el primero. */
export function filesOf(step: Step): readonly string[] {
  return [...new Set([step.file, ...placesOf(step).map(({ file }) => file)])]
}

/** Los que hay que superar: un reto no cuenta en ningún total. */
export function requiredSteps({ steps }: Pick<Lesson, 'steps'>): readonly Step[] {
  return steps.filter(({ optional }) => !optional)
}

/** «paso 3 de 7»; de un reto, que no es de los que cuentan, solo que lo es. */
export function stepPlace(lesson: Pick<Lesson, 'steps'>, step: Step): string {
  return step.optional ? 'reto' : `paso ${step.number} de ${requiredSteps(lesson).length}`
}

/** La carpeta del taller a la que pertenece: dos por encima de la suya. */
export function courseRoot({ dir }: Lesson): string {
  return dirname(dirname(dir))
}

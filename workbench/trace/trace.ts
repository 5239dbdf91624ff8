/** Lo que cuenta un escenario mientras trabaja. Es lo que se enseña en vivo y lo que se graba. */

export type ActorKind = 'program' | 'database' | 'redis' | 'broker' | 'browser' | 'person'

/** Una columna: el orden en que se declaran es el orden en que se ven. */
export type Actor = { readonly id: string; readonly name: string; readonly kind: ActorKind }

export type Cell = string | number | boolean | null

/** Filas de una tabla tal y como están ahora. `key` dice qué columna identifica a cada una. */
export type Table = {
  readonly title: string
  readonly columns: readonly string[]
  readonly key: string
  readonly rows: readonly (readonly Cell[])[]
}

/** Barras que crecen en vivo. En la grabación queda `nominalMs`: el reloj no se repite, lo previsto sí. */
export type Bar = { readonly label: string; readonly ms: number; readonly nominalMs: number }

/** Una pregunta antes de mirar. La respuesta no se escribe aquí: la da la ejecución (`answer`). */
export type Question = {
  readonly ask: string
  readonly options: readonly string[]
  /** Por qué sale lo que sale: se lee después de ver la traza. */
  readonly because: string
}

export type TraceEvent =
  | {
      readonly kind: 'message'
      readonly from: string
      readonly to: string
      readonly label: string
      readonly data?: Readonly<Record<string, Cell>>
    }
  | { readonly kind: 'state'; readonly actor: string; readonly table: Table }
  | {
      readonly kind: 'bars'
      readonly title: string
      readonly bars: readonly Bar[]
      /** Hasta dónde llega la escala, si se sabía antes de empezar. */
      readonly scaleMs?: number
    }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'fault'; readonly actor: string; readonly text: string }
  /** La región de código que se está ejecutando: archivo de la solución y nombre de `#region`. */
  | { readonly kind: 'code'; readonly file: string; readonly region: string }
  /** La opción de `question` que la ejecución ha confirmado, contando desde 0. */
  | { readonly kind: 'answer'; readonly option: number }
  /** Hasta aquí un golpe de tecla: lo que sigue espera al siguiente. */
  | { readonly kind: 'pause' }

export type ChapterTrace = {
  readonly title: string
  readonly question?: Question
  readonly events: readonly TraceEvent[]
}

/** Una grabación: `docs/traces/NN-slug.json`. La hace una ejecución, nunca una mano. */
export type Recording = {
  readonly version: 1
  readonly lesson: string
  readonly title: string
  readonly actors: readonly Actor[]
  readonly chapters: readonly ChapterTrace[]
}

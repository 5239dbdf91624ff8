import type { PanelEntry } from './panel.ts'
import type { Actor, Bar, Cell, Question, Table } from './trace.ts'

/** Dónde un escenario cuenta lo que acaba de pasar de verdad. Nada de esto lo hace pasar. */
export interface Stage {
  message(from: string, to: string, label: string, data?: Readonly<Record<string, Cell>>): void
  state(actor: string, table: Table): void
  /**
   * Se llama muchas veces mientras crecen; con el mismo título, la última sustituye a la anterior.
   * Con `scaleMs` se sabe desde el principio hasta dónde pueden llegar, y no encogen por el camino.
   */
  bars(title: string, bars: readonly Bar[], scaleMs?: number): void
  note(text: string): void
  fault(actor: string, text: string): void
  code(file: string, region: string): void
  answer(option: number): void
  /** Espera a quien presenta; sin nadie delante vuelve enseguida. Rechaza si se abandona el capítulo. */
  pause(): Promise<void>
  /** Desde aquí, en todo lo que se cuente, `raw` se lee `readable`: un UUID no se lee desde el fondo. */
  alias(raw: string, readable: string): void
  /** Lo que el panel del escenario puede enseñar por dentro; sustituye a lo anterior. */
  expose(...exposed: readonly unknown[]): void
}

/** El mundo de un capítulo: recién hecho, solo suyo, y se suelta entero al acabar. */
export interface World {
  /** Un Redis de verdad; usa siempre claves, canales y colas con `prefix`. */
  readonly redisUrl: string
  readonly prefix: string
  /** Una base de datos vacía, solo de este capítulo, en un PostgreSQL de verdad. */
  readonly databaseUrl: string
  /** Se aborta si se abandona el capítulo: todo lo que espera debe escucharlo. */
  readonly signal: AbortSignal
  /** Lo que se abre se deja aquí para que se cierre, en orden inverso. */
  readonly resources: AsyncDisposableStack
  /** La carpeta `src` que se enseña: la de la solución o, con `--mio`, la de quien aprende. */
  readonly source: string
  /** Importa un módulo de esa carpeta: `await world.load<typeof import('…')>('place-order.ts')`. */
  load<Module>(file: string): Promise<Module>
}

export type Chapter = {
  readonly title: string
  readonly question?: Question
  /** Lo que conviene decir o preguntar en clase; solo se ve con `--notas`. */
  readonly notes: string
  /**
   * Empieza siempre de cero: volver al principio del capítulo es llamarla otra vez. Acaba en una
   * pausa, que es donde se lee lo último.
   */
  run(stage: Stage, world: World): Promise<void>
}

export type Scenario = {
  /** La carpeta de la lección: «05-outbox». */
  readonly lesson: string
  readonly title: string
  readonly services: readonly ('redis' | 'postgres')[]
  readonly actors: readonly Actor[]
  readonly chapters: readonly Chapter[]
  readonly panel?: PanelEntry
}

import { actorNamer } from '../../../workbench/trace/actor-namer.ts'
import { type Row, rowsOf } from '../../../workbench/trace/table-changes.ts'
import type { Actor, Bar, ChapterTrace, Table, TraceEvent } from '../../../workbench/trace/trace.ts'

/** Todo lo que se ve. La pausa no: solo dice dónde respirar. */
export type ShownEvent = Exclude<TraceEvent, { kind: 'pause' }>

export type Board =
  | {
      readonly kind: 'table'
      readonly id: string
      readonly owner: string
      readonly title: string
      readonly columns: readonly string[]
      readonly rows: readonly Row[]
      readonly fresh: boolean
      /** Ya se había enseñado: lo que no está marcado sigue como estaba. */
      readonly seen: boolean
    }
  | {
      readonly kind: 'bars'
      readonly id: string
      readonly title: string
      readonly bars: readonly Bar[]
      readonly fresh: boolean
    }

/** Un paso: lo que acaba de pasar y cómo han quedado las tablas. */
export type Frame = {
  readonly event: ShownEvent
  readonly boards: readonly Board[]
  readonly beforePause: boolean
}

/** Un capítulo, paso a paso. Se calcula entero: así ir hacia atrás es tan fácil como hacia delante. */
export function framesOf(chapter: ChapterTrace, actors: readonly Actor[]): readonly Frame[] {
  const nameOf = actorNamer(actors)
  const tables = new Map<string, Table>()
  const boards = new Map<string, Board>()
  const frames: Frame[] = []

  for (const event of chapter.events) {
    const last = frames.at(-1)
    if (event.kind === 'pause') {
      if (last !== undefined) frames[frames.length - 1] = { ...last, beforePause: true }
      continue
    }
    for (const [id, board] of boards) boards.set(id, settled(board))
    if (event.kind === 'state') {
      const id = `${event.actor}/${event.table.title}`
      const owner = nameOf(event.actor)
      const { title, columns } = event.table
      const rows = rowsOf(event.table, tables.get(id))
      const seen = tables.has(id)
      boards.set(id, { kind: 'table', id, owner, title, columns, rows, fresh: true, seen })
      tables.set(id, event.table)
    }
    if (event.kind === 'bars') {
      const id = `bars/${event.title}`
      boards.set(id, { kind: 'bars', id, title: event.title, bars: event.bars, fresh: true })
    }
    frames.push({ event, boards: [...boards.values()], beforePause: false })
  }
  return frames
}

/** Lo que era novedad en el paso anterior ya no lo es. */
function settled(board: Board): Board {
  if (!board.fresh) return board
  if (board.kind === 'bars') return { ...board, fresh: false }
  const rows = board.rows
    .filter(({ change }) => change !== 'removed')
    .map(({ key, cells }): Row => {
      const quiet = cells.map(({ text }) => ({ text, changed: false }))
      return { key, change: 'none', cells: quiet }
    })
  return { ...board, rows, fresh: false }
}

import type {
  Actor,
  Bar,
  Cell,
  ChapterTrace,
  Table,
  TraceEvent,
} from '../../../workbench/trace/trace.ts'

/** Todo lo que se ve. La pausa no: solo dice dónde respirar. */
export type ShownEvent = Exclude<TraceEvent, { kind: 'pause' }>

export type Row = {
  readonly key: string
  readonly change: 'none' | 'added' | 'removed'
  readonly cells: readonly { readonly text: string; readonly changed: boolean }[]
}

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
      const owner = actors.find((actor) => actor.id === event.actor)?.name ?? event.actor
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

function rowsOf(table: Table, before: Table | undefined): readonly Row[] {
  const earlier = byKey(before)
  const rows = table.rows.map((cells): Row => {
    const key = keyOf(table, cells)
    const old = earlier.get(key)
    earlier.delete(key)
    return {
      key,
      // La primera vez que se ve una tabla no hay nada con qué comparar: nada es novedad.
      change: before !== undefined && old === undefined ? 'added' : 'none',
      cells: cells.map((cell, index) => ({
        text: cellText(cell),
        changed: old !== undefined && differs(old, table.columns[index] ?? '', cell),
      })),
    }
  })
  const removed = [...earlier].map(([key, old]): Row => {
    const cells = table.columns.map((name) => ({
      text: cellText(old.get(name) ?? null),
      changed: false,
    }))
    return { key, change: 'removed', cells }
  })
  return [...rows, ...removed]
}

type OldRow = ReadonlyMap<string, Cell>

function byKey(table: Table | undefined): Map<string, OldRow> {
  if (table === undefined) return new Map()
  return new Map(
    table.rows.map((cells) => [
      keyOf(table, cells),
      new Map(table.columns.map((name, index) => [name, cells[index] ?? null])),
    ]),
  )
}

// Una columna que antes no se enseñaba no ha cambiado: no se sabía qué había.
function differs(old: OldRow, column: string, cell: Cell): boolean {
  return old.has(column) && old.get(column) !== cell
}

function keyOf(table: Table, cells: readonly Cell[]): string {
  return String(cells[table.columns.indexOf(table.key)] ?? null)
}

export function cellText(cell: Cell): string {
  if (cell === null) return 'NULL'
  if (typeof cell === 'boolean') return cell ? 'sí' : 'no'
  return String(cell)
}

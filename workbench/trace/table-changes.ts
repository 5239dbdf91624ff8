import type { Cell, Table } from './trace.ts'

export type Row = {
  readonly key: string
  readonly change: 'none' | 'added' | 'removed'
  readonly cells: readonly { readonly text: string; readonly changed: boolean }[]
}

/** Las filas de una tabla, con lo que ha cambiado en ella; al final, las que ya no están. */
export function rowsOf(table: Table, before: Table | undefined): readonly Row[] {
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

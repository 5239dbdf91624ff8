export type TerminalSize = { readonly columns: number; readonly rows: number }

/**
 * Lo que mide una terminal. Las que dicen 0, o nada, no saben lo que miden: una conexión en serie, un
 * contenedor recién abierto. Se toman por la de siempre.
 */
export function sizeOf({ columns, rows }: { columns?: number; rows?: number }): TerminalSize {
  return { columns: columns || 80, rows: rows || 24 }
}

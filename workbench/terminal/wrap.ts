export type WrapOptions = { readonly width?: number; readonly indent?: string }

/**
 * Parte el texto por palabras para que quepa en la terminal. Las líneas que ya vienen sangradas
 * son órdenes para pegar: partidas no servirían, así que se dejan enteras.
 */
export function wrap(text: string, { width = 78, indent = '' }: WrapOptions = {}): string {
  return text
    .split('\n')
    .flatMap((line) => (/^\s/.test(line) ? [line] : wrapLine(line, width - indent.length)))
    .map((line) => (line === '' ? line : indent + line))
    .join('\n')
}

/**
 * Parte por palabras una línea que ya trae su sangría; lo que sigue va más adentro. Cada fila guarda
 * el espacio en que se corta: juntas son la línea, letra por letra.
 */
export function fold(line: string, width: number, hanging = underValue(line, width)): string[] {
  const rows: string[] = []
  const indent = ' '.repeat(Math.min(hanging, Math.floor(width / 2)))
  let rest = line
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width - 1)
    // Una palabra que no cabe en una fila se corta: no hay otro sitio.
    const cut = rest.slice(0, Math.max(0, space)).trim() === '' ? width : space + 1
    rows.push(rest.slice(0, cut))
    rest = indent + rest.slice(cut)
  }
  return [...rows, rest]
}

/** Bajo el valor, en «nombre   valor»; si queda muy a la derecha, un poco más adentro y ya está. */
function underValue(line: string, width: number): number {
  const column = /^ *\S.*? {2,}(?=\S)/.exec(line)?.[0].length ?? width
  const indent = line.length - line.trimStart().length
  return column <= width / 3 ? column : indent + 2
}

function wrapLine(line: string, width: number): readonly string[] {
  const lines: string[] = []
  let current = ''
  for (const word of line.split(' ')) {
    if (current === '') current = word
    else if (current.length + 1 + word.length <= width) current += ` ${word}`
    else {
      lines.push(current)
      current = word
    }
  }
  return [...lines, current]
}

import type { MarkdownIt } from './markdown-it.ts'

/**
 * En una tabla de tres columnas o más, cada celda lleva el nombre de la suya: en un móvil las filas se
 * enseñan como fichas, y sin él no se sabría qué es cada cosa.
 */
export function tablesPlugin(md: MarkdownIt): void {
  md.core.ruler.push('labelled-tables', ({ tokens }) => {
    for (const [start, table] of tokens.entries()) {
      if (table.type !== 'table_open') continue
      const end = tokens.findIndex((token, index) => index > start && token.type === 'table_close')
      const inside = tokens.slice(start, end)
      const headings = inside.flatMap((token, index) =>
        token.type === 'th_open' ? [textOf(inside[index + 1]?.children ?? [])] : [],
      )
      if (headings.length < 3 || headings.some((heading) => heading === '')) continue
      table.attrJoin('class', 'labelled-table')
      inside
        .filter(({ type }) => type === 'td_open')
        .forEach((cell, index) =>
          cell.attrSet('data-label', headings[index % headings.length] ?? ''),
        )
    }
  })
}

function textOf(children: readonly { readonly content: string }[]): string {
  return children.map(({ content }) => content).join('')
}

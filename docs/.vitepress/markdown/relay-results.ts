import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { escapeHtml } from '../recording/html.ts'
import type { MarkdownIt } from './markdown-it.ts'

/** Lo que se lee de lo publicado por el banco de pruebas. */
type Results = {
  readonly machine: { readonly cores: number; readonly model: string }
  readonly drains: readonly {
    readonly other: string
    readonly referenceMs: number
    readonly otherMs: number
  }[]
  readonly series: readonly {
    readonly name: string
    readonly points: readonly { readonly pending: number; readonly ms: number }[]
  }[]
}

/** `<RelayResults />`: lo que midió el banco de pruebas, en tablas y dibujado; ninguna cifra a mano. */
export function relayResultsPlugin(md: MarkdownIt, root: string): void {
  const path = join(root, 'scripts/bench/results/relay.json')
  const plot = path.replace(/json$/, 'svg')
  md.core.ruler.push('relay-results', (state) => {
    for (const token of state.tokens) {
      if (!token.type.startsWith('html_') || token.content.trim() !== '<RelayResults />') continue
      if (!existsSync(path)) {
        throw new Error(`Falta ${path}: npm run bench -- --solo relay --publicar`)
      }
      token.content = render(
        JSON.parse(readFileSync(path, 'utf8')) as Results,
        readFileSync(plot, 'utf8'),
      )
      const env = state.env as { includes?: string[] }
      env.includes?.push(path) // al medir otra vez, la página abierta se refresca
    }
  })
}

function render({ machine, drains, series }: Results, plot: string): string {
  const [reference, ...others] = series
  const batches = (reference?.points ?? []).map(({ pending, ms }, index) => [
    whole(pending),
    milliseconds(ms),
    ...others.map(({ points }) => milliseconds(points[index]?.ms ?? Number.NaN)),
  ])
  return (
    `<figure class="measured">${plot}` +
    `<figcaption>Un lote de cien, en ${machine.cores} núcleos (${escapeHtml(machine.model)}) con el ` +
    `PostgreSQL que trae el taller. Mídelo en tu equipo: ` +
    `<code>npm run bench -- --solo relay</code></figcaption></figure>\n` +
    table(
      ['Esperando', 'Un lote, lección 05', ...others.map(({ name }) => `Un lote, ${name}`)],
      batches,
    ) +
    table(
      ['Vaciar 10 000 en lotes de cien', 'Lección 05', 'El otro'],
      drains.map(({ other, referenceMs, otherMs }) => [
        `frente a ${other}`,
        milliseconds(referenceMs),
        milliseconds(otherMs),
      ]),
    )
  )
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: 'th' | 'td', values: readonly string[]) =>
    `<tr>${values.map((value) => `<${tag}>${escapeHtml(value)}</${tag}>`).join('')}</tr>`
  return (
    `<table><thead>${cells('th', head)}</thead>` +
    `<tbody>${rows.map((row) => cells('td', row)).join('')}</tbody></table>\n`
  )
}

function milliseconds(ms: number): string {
  const digits = ms < 10 ? 1 : 0
  return ms < 1_000
    ? `${ms.toLocaleString('es', { maximumFractionDigits: digits })} ms`
    : `${(ms / 1_000).toLocaleString('es', { maximumFractionDigits: 1 })} s`
}

/** «10 000», con el espacio que no se parte. */
function whole(value: number): string {
  return value.toLocaleString('es', { useGrouping: 'always' }).replaceAll('.', '\u00a0')
}

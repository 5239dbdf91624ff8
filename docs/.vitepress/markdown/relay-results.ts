import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { drawCurve, milliseconds, whole } from '../../../scripts/bench/relay/plot.ts'
import { type RelayResults, relayResults } from '../../../scripts/bench/relay/results.ts'
import { escapeHtml } from '../recording/html.ts'
import type { MarkdownIt } from './markdown-it.ts'

/** `<RelayResults />`: lo que midió el banco de pruebas, en tablas y dibujado; ninguna cifra a mano. */
export function relayResultsPlugin(md: MarkdownIt, root: string): void {
  const path = join(root, relayResults)
  md.core.ruler.push('relay-results', (state) => {
    for (const token of state.tokens) {
      if (token.type !== 'html_block' || token.content.trim() !== '<RelayResults />') continue
      if (!existsSync(path)) {
        throw new Error(`Falta ${relayResults}: npm run bench -- --solo relay --publicar`)
      }
      token.content = render(JSON.parse(readFileSync(path, 'utf8')) as RelayResults)
      const env = state.env as { includes?: string[] }
      env.includes?.push(path) // al medir otra vez, la página abierta se refresca
    }
  })
}

function render({ machine, drains, series }: RelayResults): string {
  const [reference, ...others] = series
  const batches = (reference?.points ?? []).map(({ pending, ms }, index) => [
    whole(pending),
    milliseconds(ms),
    ...others.map(({ points }) => milliseconds(points[index]?.ms ?? Number.NaN)),
  ])
  return (
    `<figure class="diagram measured">${drawCurve(series)}` +
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

import { join, resolve } from 'node:path'

import { expect, test } from 'vitest'

import { run } from '../../../cli/cli.ts'
import { createIo } from '../../../cli/tests/recording-io.ts'
import type { Finding } from '../../finding.ts'
import { closing, findingRow } from '../../screen.ts'

const course = resolve(import.meta.dirname, '../../../..')

/** Lo que cambia de un equipo a otro, con lo que pone en la página. Lo demás sale tal cual. */
const samples: Readonly<Record<string, readonly [pattern: RegExp, sample: string]>> = {
  node: [
    / \(el del taller; el del sistema es [\d.]+\)$|$/,
    ' (el del taller; el del sistema es 20.20.2)',
  ],
  npm: [/^[\d.]+$/, '11.19.1'],
  install: [/^\d+/, '262'],
  postgres: [/^.* · (?:arranca|responde) en [\d,]+ s$/, '18.4 embebido · arranca en 0,3 s'],
  redis: [
    /^.* · (?:arranca|responde) en [\d,]+ s$/,
    'redis-server 7.0.15 del sistema · arranca en 0,1 s',
  ],
  docker: [/^.* · no hace falta$/, 'no responde · no hace falta'],
  folder: [/^.* · (se puede escribir) · \d+ [MG]B libres$/, '/home/ana/taller · $1 · 76 GB libres'],
  temp: [/^.* · (se puede escribir) · \d+ [MG]B libres$/, '/tmp · $1 · 76 GB libres'],
}

// Si la salida cambia a propósito, se guarda otra vez con `-u`: a mano no se escribe ninguna.
test('el médico dice en este equipo lo mismo que en docs/empezar.md', async () => {
  const io = createIo(course, { env: process.env })

  const code = await run(['doctor', '--json'], io)

  const { findings } = JSON.parse(io.written.out) as { findings: readonly Finding[] }
  expect(code, io.written.out).toBe(0)
  const shown = findings.map(asInPage)
  const rows = shown.map((finding) => findingRow(finding, io))
  const text = `${[...rows, closing(shown, io)].join('\n').trimEnd()}\n`
  await expect(text).toMatchFileSnapshot(join(course, 'docs/outputs/doctor.txt'))
})

function asInPage(finding: Finding): Finding {
  const [pattern, sample] = samples[finding.id] ?? []
  if (pattern === undefined || sample === undefined) return finding
  expect(finding.detail, finding.id).toMatch(pattern)
  const detail = finding.detail.replace(pattern, sample)
  return { ...finding, detail, ...(finding.id === 'docker' ? { state: 'optional' } : {}) }
}

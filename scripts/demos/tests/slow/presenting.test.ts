import { join, resolve } from 'node:path'

import { describe, expect, test } from 'vitest'

import {
  missingTmux,
  PseudoTerminal,
} from '../../../../workbench/loop/tests/slow/pseudo-terminal.ts'

const root = resolve(import.meta.dirname, '../../../..')
const bin = join(root, 'workbench/bin.mjs')
const missing = await missingTmux()
const title =
  missing === undefined
    ? 'la demo en una terminal'
    : `la demo en una terminal · omitido: ${missing}`

function openDemo(): Promise<PseudoTerminal> {
  const command = [process.execPath, bin, 'demo']
  return PseudoTerminal.open(command, { cwd: root, columns: 100, rows: 30 })
}

describe.skipIf(missing !== undefined)(title, () => {
  test('sin lección se elige de una lista, con m se salta de capítulo y Ctrl-C sale con 130', async () => {
    await using terminal = await openDemo()
    await terminal.sees('▸ 1  01 · Síncrono frente a asíncrono')
    await terminal.press('Down', 'Enter')
    await terminal.sees('02 · Bus de eventos · capítulo 1 de 4')
    await terminal.press('m')
    await terminal.sees('▸ 1  Un fallo no contagia')
    await terminal.press('Down', 'Down', 'Enter')
    await terminal.sees('capítulo 3 de 4')
    await terminal.press('C-c')

    const end = await terminal.sees('TERMINÓ CON')
    expect(end).toContain('TERMINÓ CON 130')
    expect(end).toContain('LO DE ANTES')
  })

  test('en una terminal que dice tener 0 columnas se ve igual que en una de 80', async () => {
    const start = 'stty cols 0 rows 0; exec "$@"'
    await using terminal = await PseudoTerminal.open(
      ['sh', '-c', start, 'sh', process.execPath, bin, 'demo'],
      { cwd: root, columns: 80, rows: 24 },
    )
    await terminal.sees('▸ 1  01 · Síncrono frente a asíncrono')
    await terminal.press('2')
    await terminal.sees('02 · Bus de eventos · capítulo 1 de 4')
    expect(await terminal.sees('intro sigue')).toContain('─'.repeat(76))
    await terminal.press('C-c')
    await terminal.sees('TERMINÓ CON 130')
  })
})

import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'

import { describe, expect, test } from 'vitest'

import {
  missingTmux,
  PseudoTerminal,
} from '../../../../workbench/loop/tests/slow/pseudo-terminal.ts'
import { accepts } from '../../../../workbench/services/tests/clients.ts'
import { processesOf } from '../../../../workbench/services/tests/processes.ts'
import { openSandbox } from '../../../../workbench/services/tests/sandbox.ts'
import { queueName } from '../../../../solutions/03-bullmq/src/email-job.ts'
import { bullBoard } from '../../03-bullmq/bull-board.ts'

const root = resolve(import.meta.dirname, '../../../..')
const missing =
  process.platform === 'linux'
    ? ((await missingTmux()) ?? (await missingBullBoard()))
    : 'solo Linux dice en qué direcciones escucha un proceso'
const title = missing === undefined ? 'Bull Board' : `Bull Board · omitido: ${missing}`

describe.skipIf(missing !== undefined)(title, () => {
  test('con la tecla v se abre solo en esta máquina, enseña la cola y acaba con la demo', async () => {
    await using sandbox = await openSandbox()
    const bin = join(root, 'workbench/bin.mjs')
    await using terminal = await PseudoTerminal.open([process.execPath, bin, 'demo', '03'], {
      ...{ cwd: root, columns: 100, rows: 30 },
      env: { TALLER_TMP: sandbox.folder },
    })
    await terminal.sees('capítulo 1 de')
    await terminal.press('v')
    const url = /Bull Board · (http:\S+)/.exec(await terminal.sees('Bull Board · http'))?.[1] ?? ''
    const port = Number(new URL(url).port)

    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
    expect(listeningAddresses(port)).toEqual(['127.0.0.1'])
    const page = await fetch(url)
    expect(page.status).toBe(200)
    // Con ella, el navegador no pide a nadie más la letra que su página enlaza.
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'self';(?!.*https?:)/)
    expect(await page.text()).toContain('<title>Bull Dashboard</title>')
    expect(await queuesAt(url)).toEqual([]) // el capítulo no ha empezado

    await terminal.press('Enter')
    await terminal.sees('email-queue.ts')
    expect(await queuesAt(url)).toEqual([{ name: queueName, counts: {} }])
    await terminal.press('Enter')
    await terminal.sees('bienvenida de Luis')
    // Ana pulsa dos veces y Luis una: dos trabajos, que esperan sus 5 s y después a un worker.
    await terminal.sees('Ha pasado esto: Uno')
    expect(await queuesAt(url)).toEqual([{ name: queueName, counts: { delayed: 2 } }])

    await terminal.press('n')
    await terminal.sees('capítulo 2 de')
    expect(await queuesAt(url)).toEqual([]) // la del anterior se ha cerrado

    await terminal.press('q')
    await terminal.sees('TERMINÓ CON 0')
    expect(await accepts('127.0.0.1', port)).toBe(false)
    // Queda la propia terminal, que hereda la variable.
    const left = processesOf(sandbox.folder).filter((line) => !/ (sh|sleep|tmux) /.test(line))
    expect(left).toEqual([])
    expect(await sandbox.leftovers()).toEqual([])
  })
})

/** Se instala aparte; si no está, lo que dice la demo. */
async function missingBullBoard(): Promise<string | undefined> {
  const opening = await bullBoard.open()
  if (opening.kind === 'missing') return `no está instalado (${opening.install})`
  await opening.panel[Symbol.asyncDispose]()
  return undefined
}

/** Dónde se escucha en ese puerto, según el sistema. */
function listeningAddresses(port: number): readonly string[] {
  const listening = '0A'
  return ['tcp', 'tcp6'].flatMap((family) =>
    readFileSync(`/proc/net/${family}`, 'utf8')
      .split('\n')
      .slice(1)
      .flatMap((line) => {
        const [, local = '', , state] = line.trim().split(/\s+/)
        const [address = '', hexPort = ''] = local.split(':')
        if (state !== listening || Number.parseInt(hexPort, 16) !== port) return []
        return [family === 'tcp' ? dotted(address) : address]
      }),
  )
}

/** «0100007F» es 127.0.0.1: los bytes van del revés. */
function dotted(hex: string): string {
  return Buffer.from(hex, 'hex').toReversed().join('.')
}

type Queues = {
  readonly queues: readonly {
    readonly name: string
    readonly counts: Readonly<Record<string, number>>
  }[]
}

/** Las colas que enseña, con los estados en que hay algún trabajo. */
async function queuesAt(url: string) {
  const { queues } = (await (await fetch(new URL('api/queues', url))).json()) as Queues
  return queues.map(({ name, counts }) => ({
    name,
    counts: Object.fromEntries(Object.entries(counts).filter(([, many]) => many > 0)),
  }))
}

import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import { describe, expect, test } from 'vitest'

import {
  missingTmux,
  PseudoTerminal,
} from '../../../../workbench/loop/tests/slow/pseudo-terminal.ts'
import { isAlive, type ProcessIdentity } from '../../../../workbench/services/process-identity.ts'
import { whyNoNativeRedis } from '../../../../workbench/services/tests/machine.ts'
import { processesOf } from '../../../../workbench/services/tests/processes.ts'
import { openSandbox, type Sandbox } from '../../../../workbench/services/tests/sandbox.ts'

const root = resolve(import.meta.dirname, '../../../..')
const missing =
  process.platform === 'linux'
    ? ((await missingTmux()) ?? (await whyNoNativeRedis()))
    : 'solo Linux dice qué procesos son de la prueba'
const title =
  missing === undefined ? 'un servidor que muere' : `un servidor que muere · omitido: ${missing}`

const services = { redis: 'Redis', postgres: 'PostgreSQL' } as const
type Service = keyof typeof services

const places: readonly {
  readonly demo: string
  readonly service: Service
  /** Las teclas hasta un capítulo a medias, y lo que se ve entonces. */
  readonly halfway: readonly [keys: readonly string[], sees: string]
}[] = [
  { demo: '03', service: 'redis', halfway: [['2', 'Enter', 'Enter'], '421 ocupado'] },
  { demo: '04', service: 'redis', halfway: [['2', 'Enter', 'Enter'], 'abre un WebSocket'] },
  { demo: '05', service: 'postgres', halfway: [['4', 'Enter', 'Enter'], 'Entra B.'] },
  { demo: '06', service: 'postgres', halfway: [['5', 'Enter'], 'order_read_models'] },
]

describe.skipIf(missing !== undefined)(title, () => {
  test.for(places)('a mitad de la demo $demo acaba con una frase', async (place) => {
    await using opened = await openDemo(place.demo)
    const { terminal, sandbox } = opened
    const [keys, sight] = place.halfway
    await advance(terminal, keys)
    await terminal.sees(sight)

    await killServer(sandbox)

    await expectOneSentence(opened, place.service)
  })

  test.for(places)('mientras la demo $demo abre un capítulo, también', async (place) => {
    await using opened = await openDemo(place.demo)
    const { terminal, sandbox } = opened
    await terminal.press('2')
    await terminal.sees('capítulo 2 de')

    await killServer(sandbox)
    await terminal.press('Enter')

    await expectOneSentence(opened, place.service)
  })
})

type OpenDemo = AsyncDisposable & {
  readonly terminal: PseudoTerminal
  readonly sandbox: Sandbox
}

async function openDemo(demo: string): Promise<OpenDemo> {
  await using acquired = new AsyncDisposableStack()
  const sandbox = acquired.use(await openSandbox())
  const bin = join(root, 'workbench/bin.mjs')
  const terminal = acquired.use(
    await PseudoTerminal.open([process.execPath, bin, 'demo', demo], {
      ...{ cwd: root, columns: 100, rows: 30 },
      env: { TALLER_TMP: sandbox.folder },
    }),
  )
  await terminal.sees('capítulo 1 de')
  const owned = acquired.move()
  return { terminal, sandbox, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** Cada tecla, cuando la pantalla ya ha contestado a la anterior. */
async function advance(terminal: PseudoTerminal, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    const before = await terminal.screen()
    await terminal.press(key)
    while ((await terminal.screen()) === before) await pause(20)
  }
}

/** El que apuntó su guardián: nunca otro que ande por la máquina. */
async function killServer(sandbox: Sandbox): Promise<void> {
  const [folder = ''] = await sandbox.leftovers()
  const recorded = await readFile(join(sandbox.folder, folder, 'server.json'), 'utf8')
  const server = JSON.parse(recorded) as ProcessIdentity
  expect(isAlive(server)).toBe(true)
  process.kill(server.pid, 'SIGKILL')
}

async function expectOneSentence({ terminal, sandbox }: OpenDemo, service: Service): Promise<void> {
  const screen = await terminal.sees('TERMINÓ CON', 15_000)

  expect(screen).toContain('LO DE ANTES') // la terminal es otra vez la de antes
  expect(screen).toContain(`La demo se ha cortado: dejó de funcionar ${services[service]} a mitad.`)
  expect(screen).toContain('TERMINÓ CON 3')
  expect(screen).not.toMatch(/\bat \w|Error:/)
  // Queda la propia terminal, que hereda la variable.
  expect(processesOf(sandbox.folder).filter((line) => !/ (sh|sleep|tmux) /.test(line))).toEqual([])
  expect(await sandbox.leftovers()).toEqual([])
}

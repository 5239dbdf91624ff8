import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { expect, test, vi } from 'vitest'

import { createIo } from '../../../../workbench/cli/tests/recording-io.ts'
import { processesOf } from '../../../../workbench/services/tests/processes.ts'
import { openSandbox } from '../../../../workbench/services/tests/sandbox.ts'
import { compareWithMine } from '../../mine/compare.ts'
import { loadScenario } from '../../scenarios.ts'

vi.setConfig({ testTimeout: 60_000 }) // servidores de verdad

const root = resolve(import.meta.dirname, '../../../..')
const lesson = '05-outbox'
const solution = join(root, 'solutions', lesson)

/** Lo que se contesta a quien tiene ese `outbox-relay.ts`, sin los saltos de línea de más. */
async function answerTo(change?: (relay: string) => string | Promise<string>, limitMs = 30_000) {
  await mkdir(join(root, '.taller'), { recursive: true })
  // Dentro del repositorio: lo que se importa de ahí busca `pg` hacia arriba.
  const folder = await mkdtemp(join(root, '.taller/mine-'))
  try {
    await cp(join(solution, 'src'), folder, { recursive: true })
    const relay = join(folder, 'outbox-relay.ts')
    if (change) await writeFile(relay, await change(await readFile(relay, 'utf8')))
    const io = createIo(root)
    const options = { source: folder, signal: new AbortController().signal, limitMs }
    const code = await compareWithMine(await loadScenario(lesson), options, io)
    return { code, text: io.written.out.replaceAll(/\s+/g, ' ').trim(), written: io.written }
  } finally {
    await rm(folder, { recursive: true })
  }
}

const opening = /export async function relayOnce.*\{$/m

test('con lo que hace la referencia, no hay diferencia', async () => {
  const { code, text } = await answerTo()

  expect(text).toBe('Tu código hace lo mismo que la referencia, en el mismo orden.')
  expect(code).toBe(0)
})

test('de quien marca antes de publicar, lo primero que se nombra es eso', async () => {
  const mistake = join(solution, 'mistakes/marked-before-publishing.ts')

  const { code, text } = await answerTo(async () => {
    const text = await readFile(mistake, 'utf8')
    return text.replaceAll('../src/', './')
  })

  expect(text).toMatch(
    /^Primera diferencia, en el capítulo 2 \(«Publicar y después marcar»\), tras \d+ /,
  )
  expect(text).toContain('la referencia relay A → broker: publica')
  expect(text).toContain('tu código relay A → PostgreSQL: marca')
  expect(code).toBe(1)
})

test('lo que está por escribir dice en qué capítulo se queda', async () => {
  const { code, text } = await answerTo((relay) =>
    relay.replace(opening, "$& throw new Error('Pendiente (paso 2): publica.');"),
  )

  expect(text).toMatch(
    /^Tu código no llega al final: se queda en el capítulo 2 \(«Publicar y después marcar»\), tras \d+ .*Pendiente \(paso 2\): publica\./,
  )
  expect(code).toBe(1)
})

test.for([
  ['que no deja atender a nadie', ' for (;;);'],
  ['que espera a quien no va a llegar', ' await new Promise(() => {});'],
] as const)('un capítulo %s se corta, diciéndolo', async ([, line]) => {
  const { code, text } = await answerTo((relay) => relay.replace(opening, `$&${line}`), 4_000)

  expect(text).toMatch(
    /se queda en el capítulo 2 .* A los 4 s seguía sin terminar: se ha cortado\./,
  )
  expect(code).toBe(1)
})

const inRelayProcess = "if (process.argv[1]?.includes('relay-process'))"

test.for([
  ['en el proceso de la demo', ' for (;;);'],
  ['en un proceso que lanza la demo', ` ${inRelayProcess} for (;;);`],
] as const)('lo que no acaba %s no deja procesos ni dice nada después', async ([, line]) => {
  await using sandbox = await openSandbox()
  vi.stubEnv('TALLER_TMP', sandbox.folder)
  try {
    const { text, written } = await answerTo((relay) => relay.replace(opening, `$&${line}`), 4_000)
    const said = { ...written }
    expect(text).toContain('A los 4 s seguía sin terminar: se ha cortado.')

    // Los servidores los para su guardián, en cuanto ve que ya no hay nadie.
    await expect.poll(() => processesOf(sandbox.folder), { timeout: 10_000 }).toEqual([])
    await expect.poll(() => sandbox.leftovers(), { timeout: 10_000 }).toEqual([])
    expect(written).toEqual(said)
  } finally {
    vi.unstubAllEnvs()
  }
})

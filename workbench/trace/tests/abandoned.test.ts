import { PassThrough } from 'node:stream'
import type { ReadStream, WriteStream } from 'node:tty'
import { stripVTControlCharacters } from 'node:util'

import { expect, test } from 'vitest'

import { turns } from '../../testing/waiting.ts'
import type { PanelEntry } from '../panel.ts'
import { present } from '../presenter/present.ts'
import type { Chapter, Scenario, Stage, World } from '../scenario.ts'
import type { OpenWorld, Worlds } from '../worlds.ts'

const late = 'del capítulo abandonado'

/** Un capítulo que no se entera de que lo han dejado, y cuenta de todo mientras lo cierran y después. */
function deafChapter() {
  const opened: Stage[] = []
  const closed: World[] = []
  const afterwards: Promise<unknown>[] = []
  const chapter: Chapter = {
    title: 'El sordo',
    notes: '',
    async run(stage, world) {
      opened.push(stage)
      world.resources.defer(() => {
        tellEverything(stage)
        closed.push(world)
      })
      stage.note('empieza')
      await stage.pause().catch(() => {})
      await turns(3)
      tellEverything(stage)
      // Sus pausas ya no las suelta nadie con una tecla: se rechazan en el acto.
      const pausing = stage.pause()
      afterwards.push(pausing.catch(() => 'rechazada'))
      await pausing
    },
  }
  return { chapter, opened, closed, afterwards }
}

function tellEverything(stage: Stage): void {
  stage.note(late)
  stage.message('shop', 'shop', late)
  stage.fault('shop', late)
  stage.bars(late, [{ label: late, ms: 1, nominalMs: 1 }])
  stage.state('shop', { title: late, columns: ['id'], key: 'id', rows: [[late]] })
  stage.code(late, late)
  stage.answer(0)
  stage.expose(late)
}

type Terminal = {
  readonly press: (keys: string) => void
  /** Todo lo que se ha escrito en ella, sin colores ni saltos de cursor. */
  readonly written: () => string
  readonly streams: { readonly input: ReadStream; readonly output: WriteStream }
}

function fakeTerminal(): Terminal {
  const input = Object.assign(new PassThrough(), { setRawMode: () => {} })
  const chunks: string[] = []
  const output = Object.assign(new PassThrough(), {
    columns: 80,
    rows: 24,
    write: (text: string) => chunks.push(text) > 0,
  })
  return {
    press: (keys) => void input.write(keys),
    written: () => stripVTControlCharacters(chunks.join('')),
    streams: {
      input: input as unknown as ReadStream,
      output: output as unknown as WriteStream,
    },
  }
}

const worlds: Worlds = {
  died: new Promise(() => {}),
  async open(signal): Promise<OpenWorld> {
    const resources = new AsyncDisposableStack()
    return {
      ...{ redisUrl: '', prefix: '', databaseUrl: '', source: '', signal, resources },
      load: () => Promise.reject(new Error('aquí no hay nada que cargar')),
      [Symbol.asyncDispose]: () => resources.disposeAsync(),
    }
  },
  [Symbol.asyncDispose]: async () => {},
}

function presentDeaf() {
  const deaf = deafChapter()
  const shown: (readonly unknown[])[] = []
  const panel: PanelEntry = {
    name: 'Panel',
    async open() {
      const show = (exposed: readonly unknown[]) => void shown.push(exposed)
      const opened = { url: 'http://127.0.0.1:1/', show, [Symbol.asyncDispose]: async () => {} }
      return { kind: 'open', panel: opened }
    },
  }
  const scenario: Scenario = {
    ...{ lesson: '90-sample', title: 'Muestra', services: [], panel },
    actors: [{ id: 'shop', name: 'tienda', kind: 'program' }],
    chapters: [
      deaf.chapter,
      {
        title: 'El siguiente',
        notes: '',
        async run(stage) {
          stage.note('aquí se está bien')
          await stage.pause()
        },
      },
    ],
  }
  const terminal = fakeTerminal()
  const interrupting = new AbortController()
  const ending = present(scenario, worlds, terminal.streams, {
    ...{ source: '', auto: false, paceMs: 0, notes: false, color: false, start: 0 },
    signal: interrupting.signal,
  })
  return { ...deaf, terminal, interrupting, ending, shown }
}

const ways: readonly (readonly [how: string, keys: string, sees: string])[] = [
  ['pasando al siguiente', 'n', 'aquí se está bien'],
  ['eligiendo otro de la lista', 'm2', 'aquí se está bien'],
  ['volviendo a empezarlo', '1', 'empieza'],
]

test.for(ways)('un capítulo que se deja %s ya no pinta nada', async ([, keys, sees]) => {
  const { terminal, opened, closed, afterwards, ending, shown } = presentDeaf()
  await expect.poll(() => terminal.written()).toContain('empieza')
  terminal.press('v')
  await expect.poll(() => terminal.written()).toContain('Panel · http://127.0.0.1:1/')
  const before = terminal.written().length

  terminal.press(keys)
  await expect.poll(() => terminal.written().slice(before)).toContain(sees)
  await expect.poll(() => afterwards.length).toBe(1)
  const [abandoned] = opened
  const settled = terminal.written()
  tellEverything(abandoned!)

  expect(await afterwards[0]).toBe('rechazada')
  expect(terminal.written()).toBe(settled)
  expect(settled).not.toContain(late)
  expect(shown.flat()).not.toContain(late)
  expect(closed).toHaveLength(1)
  terminal.press('q')
  expect(await ending).toBe('over')
})

test.for([
  ['con Ctrl-C', '\u0003', 'interrupted'],
  ['con q', 'q', 'over'],
  ['con una señal', '', 'interrupted'],
] as const)('al salir %s, lo que quede del capítulo no toca la pantalla', async (way) => {
  const [, key, expected] = way
  const { terminal, interrupting, opened, closed, afterwards, ending } = presentDeaf()
  await expect.poll(() => terminal.written()).toContain('empieza')

  if (key === '') interrupting.abort()
  else terminal.press(key)

  expect(await ending).toBe(expected)
  const left = terminal.written()
  await expect.poll(() => afterwards.length).toBe(1)
  tellEverything(opened[0]!)
  expect(await afterwards[0]).toBe('rechazada')
  expect(terminal.written()).toBe(left)
  expect(left).not.toContain(late)
  expect(closed).toHaveLength(1)
})

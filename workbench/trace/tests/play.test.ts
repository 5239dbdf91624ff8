import { expect, test } from 'vitest'

import { EnvironmentError } from '../../services/environment-error.ts'
import { turns } from '../../testing/waiting.ts'
import { narrate } from '../narrate.ts'
import { playChapter } from '../play.ts'
import type { Chapter } from '../scenario.ts'
import type { OpenWorld, Worlds } from '../worlds.ts'

const stage = narrate(() => {})
const never = new AbortController().signal

function chapter(run: Chapter['run']): Chapter {
  return { title: 'Uno', notes: '', run }
}

function world(signal: AbortSignal, closed: () => void = () => {}): OpenWorld {
  const resources = new AsyncDisposableStack()
  return {
    ...{ redisUrl: '', prefix: '', databaseUrl: '', source: '', signal, resources },
    load: () => Promise.reject(new Error('aquí no hay nada que cargar')),
    async [Symbol.asyncDispose]() {
      await resources.disposeAsync()
      closed()
    },
  }
}

function worlds(open: Worlds['open'], died: Worlds['died'] = new Promise(() => {})): Worlds {
  return { open, died, [Symbol.asyncDispose]: async () => {} }
}

test('si el mundo no se abre porque su servidor acaba de morir, es cosa del servidor', async () => {
  const death = new EnvironmentError({ what: 'Redis dejó de funcionar', why: '', remedies: [] })
  const { promise: died, resolve } = Promise.withResolvers<EnvironmentError>()
  const refused = async () => {
    // A quien se conecta se le rechaza antes de que nadie cuente que el servidor ha muerto.
    void turns(20).then(() => resolve(death))
    throw new Error('ECONNREFUSED')
  }

  const playing = playChapter(
    chapter(async () => {}),
    worlds(refused, died),
    stage,
    never,
  )

  expect(await playing.catch((error: unknown) => error)).toBe(death)
})

test('si nadie ha muerto, el fallo es el del capítulo, y lo que abrió se cierra', async () => {
  let closed = false
  const failing = chapter(() => Promise.reject(new Error('del capítulo')))
  const open: Worlds['open'] = async (signal) => world(signal, () => (closed = true))

  const error = await playChapter(failing, worlds(open), stage, never).catch((thrown) => thrown)

  expect(error).toMatchObject({ message: 'del capítulo' })
  expect(closed).toBe(true)
})

test('al dejar un capítulo, su señal se aborta antes de cerrar nada suyo', async () => {
  const order: string[] = []
  const leaving = new AbortController()
  const { promise: started, resolve: start } = Promise.withResolvers<void>()
  const waiting = chapter(async (_stage, { signal, resources }) => {
    signal.addEventListener('abort', () => order.push('señal'))
    resources.defer(() => void order.push('cierre'))
    start()
    await new Promise(() => {})
  })

  const playing = playChapter(
    waiting,
    worlds(async (signal) => world(signal)),
    stage,
    leaving.signal,
  )
  await started
  leaving.abort(new Error('a otra cosa'))

  expect(await playing.catch((error: unknown) => error)).toMatchObject({ message: 'a otra cosa' })
  expect(order).toEqual(['señal', 'cierre'])
})

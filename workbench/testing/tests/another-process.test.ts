import { expect, test } from 'vitest'

import { anotherProcess } from '../another-process.ts'

type Shared = typeof globalThis & { inFlight?: string[]; [key: symbol]: unknown }
const shared = globalThis as Shared
const cache = Symbol.for('taller.tests.cache')

test('en otro proceso no está lo que se guardó en globalThis, y después vuelve', () => {
  const inFlight = ['1']
  shared.inFlight = inFlight
  shared[cache] = 'algo'

  const seen: unknown[] = []
  {
    using _elsewhere = anotherProcess()
    seen.push('inFlight' in globalThis, cache in globalThis)
    shared.inFlight = ['2']
  }

  expect(seen).toEqual([false, false])
  expect(shared.inFlight).toBe(inFlight)
  expect(shared[cache]).toBe('algo')
  delete shared.inFlight
  delete shared[cache]
})

test('en otro proceso sigue lo que trae cualquier hilo, y un import es otro ejemplar', async () => {
  const first = await import('../inbox.ts')

  using _elsewhere = anotherProcess()
  const second = await import('../inbox.ts')

  expect(typeof globalThis.queueMicrotask).toBe('function')
  expect(second.Inbox).not.toBe(first.Inbox)
})

import { expect, test, vi } from 'vitest'

import { authoredPart } from '../explain.ts'
import { Inbox } from '../inbox.ts'
import { outcomeNow, outcomeOf, turns, within } from '../waiting.ts'

const facts = { happened: 'No llegó nada.', expected: 'un mensaje.', why: 'alguien lo espera.' }

test('outcomeNow distingue pendiente, cumplida y rechazada sin esperar', async () => {
  const boom = new Error('boom')

  expect(await outcomeNow(new Promise(() => {}))).toEqual({ state: 'pending' })
  expect(await outcomeNow(Promise.resolve(7))).toEqual({ state: 'fulfilled', value: 7 })
  expect(await outcomeNow(Promise.reject(boom))).toEqual({ state: 'rejected', reason: boom })
})

test('outcomeNow da vueltas enteras del bucle: ve lo que tarda varias', async () => {
  const late = turns(3).then(() => 'hecho')

  expect(await outcomeNow(late, 2)).toEqual({ state: 'pending' })
  expect(await outcomeNow(late, 10)).toEqual({ state: 'fulfilled', value: 'hecho' })
})

test('outcomeOf deja de esperar y lo dice', async () => {
  expect(await outcomeOf(new Promise(() => {}), 5)).toEqual({ state: 'pending' })
  expect(await outcomeOf(Promise.resolve('ya'), 5)).toEqual({ state: 'fulfilled', value: 'ya' })
})

test('within falla con la explicación de quien espera', async () => {
  const failure = await within(new Promise(() => {}), facts, 5).catch((error: Error) => error)

  expect(authoredPart((failure as Error).message)).toContain('No llegó nada.')
})

test('within deja pasar el rechazo original', async () => {
  const boom = new Error('boom')

  await expect(within(Promise.reject(boom), facts)).rejects.toBe(boom)
})

test('los temporizadores falsos no congelan las esperas', async () => {
  vi.useFakeTimers()
  try {
    await turns(3)
    expect(await outcomeOf(new Promise(() => {}), 5)).toEqual({ state: 'pending' })
  } finally {
    vi.useRealTimers()
  }
})

test('la bandeja entrega un mensaje haya llegado antes o llegue después', async () => {
  const inbox = new Inbox<number>()
  inbox.record(1)

  expect(await inbox.first((n) => n === 1, facts)).toBe(1)
  const later = inbox.first((n) => n === 3, facts)
  inbox.record(2)
  inbox.record(3)
  expect(await later).toBe(3)
  expect(inbox.all).toEqual([1, 2, 3])
})

test('la bandeja vacía falla con la explicación', async () => {
  const failure = await new Inbox<number>().first(() => true, facts, 5).catch((e: Error) => e)

  expect((failure as Error).message).toContain('Lo esperado: un mensaje.')
})

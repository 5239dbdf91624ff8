import { expect, test } from 'vitest'

import { uncaughtDuring, unhandledDuring, watchLoose } from '../loose-errors.ts'
import { turns } from '../waiting.ts'

const events = ['uncaughtException', 'unhandledRejection'] as const
const boom = new Error('nadie me atiende')
const bang = new Error('nadie me captura')

test('unhandledDuring devuelve los rechazos que nadie atiende, y nada más', async () => {
  const seen = await unhandledDuring(async () => {
    void Promise.reject(boom)
    await Promise.reject(new Error('este sí')).catch(() => {})
  })

  expect(seen).toEqual([boom])
})

test('uncaughtDuring devuelve los errores que nadie captura', async () => {
  const seen = await uncaughtDuring(async () => {
    setImmediate(() => {
      throw bang
    })
  })

  expect(seen).toEqual([bang])
})

test('watchLoose recoge de las dos clases hasta que se suelta', async () => {
  using loose = watchLoose()
  void Promise.reject(boom)
  setImmediate(() => {
    throw bang
  })

  await turns()

  expect(loose.errors).toEqual([boom, bang])
})

test('quienes escuchaban esos errores siguen escuchando después, aunque algo falle dentro', async () => {
  const listening = () => events.map((event) => process.listeners(event as 'uncaughtException'))
  const before = listening()
  const failing = async () => {
    throw boom
  }

  await expect(unhandledDuring(failing)).rejects.toBe(boom)
  watchLoose()[Symbol.dispose]()

  expect(listening()).toEqual(before)
})

import { expect, test } from 'vitest'

import { Adversary, seedFor } from '../adversary.ts'

const messages = ['a', 'b', 'c', 'd', 'e']

test('la misma semilla provoca los mismos fallos', () => {
  const play = (seed: number) => {
    const adversary = new Adversary(seed)
    return [
      adversary.reorder(messages),
      adversary.duplicate(messages),
      adversary.duplicateLate(messages),
    ]
  }

  expect(play(7)).toEqual(play(7))
  expect(play(7)).not.toEqual(play(8))
})

test('desordenar conserva los mensajes y nunca deja el orden que había', () => {
  for (let seed = 0; seed < 500; seed++) {
    const reordered = new Adversary(seed).reorder(messages)
    expect(reordered.toSorted()).toEqual(messages)
    expect(reordered).not.toEqual(messages)
  }
})

test('desordenar cero o un mensajes los devuelve como están', () => {
  expect(new Adversary(1).reorder([])).toEqual([])
  expect(new Adversary(1).reorder(['a'])).toEqual(['a'])
})

test('duplicar repite un mensaje justo detrás de sí mismo', () => {
  for (let seed = 0; seed < 100; seed++) {
    const twice = new Adversary(seed).duplicate(messages)
    const at = twice.findIndex((message, index) => message === twice[index + 1])
    expect(twice.toSpliced(at, 1)).toEqual(messages)
  }
})

test('el duplicado tardío llega cuando ya pasaron los demás', () => {
  const late = new Adversary(3).duplicateLate(messages)

  expect(late.slice(0, -1)).toEqual(messages)
  expect(messages).toContain(late.at(-1))
})

test('int reparte por todo el rango y no se sale', () => {
  const adversary = new Adversary(11)
  const seen = new Set(Array.from({ length: 300 }, () => adversary.int(6)))

  expect([...seen].toSorted()).toEqual([0, 1, 2, 3, 4, 5])
})

test('elegir de una lista vacía se explica', () => {
  expect(() => new Adversary(1).pick([])).toThrow('No se puede elegir de una lista vacía.')
})

test('sin TALLER_SEED, cada test tiene su semilla, siempre la misma', () => {
  expect(seedFor('un test', {})).toBe(seedFor('un test', {}))
  expect(seedFor('un test', {})).not.toBe(seedFor('otro test', {}))
})

test('TALLER_SEED manda, y si no es un entero se dice', () => {
  expect(seedFor('un test', { TALLER_SEED: '42' })).toBe(42)
  expect(() => seedFor('un test', { TALLER_SEED: 'azar' })).toThrow(
    'TALLER_SEED debe ser un entero no negativo; llegó «azar».',
  )
})

import { PassThrough } from 'node:stream'
import type { ReadStream } from 'node:tty'

import { expect, test } from 'vitest'

import type { Key } from '../key.ts'
import { Keyboard } from '../keyboard.ts'

/** Las teclas que salen de escribir eso en la terminal. */
function keysOf(typed: string): readonly Key[] {
  const input = Object.assign(new PassThrough(), { setRawMode: () => {} })
  const keys: Key[] = []
  using _keyboard = new Keyboard(input as unknown as ReadStream, (key) => keys.push(key))
  input.emit('data', Buffer.from(typed))
  return keys
}

test('cada letra es una tecla', () => {
  expect(keysOf('pq')).toEqual([
    { name: 'p', text: 'p' },
    { name: 'q', text: 'q' },
  ])
})

test('lo que se pega de una vez es una sola tecla, en una sola línea', () => {
  expect(keysOf('\x1b[200~npm run\r\nreset q\x1b[201~p')).toEqual([
    { name: 'paste', text: 'npm run reset q' },
    { name: 'p', text: 'p' },
  ])
})

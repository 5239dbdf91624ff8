import { expect, test } from 'vitest'

import { symbolBlock } from '../symbol-block.ts'

const source = `import { a } from './a.ts'

// Antes de publicar se copia.
export async function publish({
  event,
}: {
  event: string
}): Promise<void> {
  if (event === '}') return
  await a(event) // }
}

export class Bus {
  /** Devuelve la baja. */
  subscribe<T>(event: T): () => void {
    return () => {}
  }

  publish(): void {}
}

export const limit = 3
export const later = 4
`

test('el trozo de una función llega hasta su llave, con la firma en varias líneas', () => {
  const block = symbolBlock(source, 'publish')
  expect(block?.split('\n').at(0)).toBe('// Antes de publicar se copia.')
  expect(block).toContain('await a(event)')
  expect(block).not.toContain('class Bus')
})

test('el trozo de un método no se lleva el resto de la clase', () => {
  expect(symbolBlock(source, 'subscribe')).toBe(
    '  /** Devuelve la baja. */\n  subscribe<T>(event: T): () => void {\n    return () => {}\n  }\n',
  )
})

test('una constante es una línea', () => {
  expect(symbolBlock(source, 'limit')).toBe('export const limit = 3\n')
})

test('lo que no está, o no se cierra, no tiene trozo', () => {
  expect(symbolBlock(source, 'missing')).toBeUndefined()
  expect(symbolBlock('function open() {\n  if (a) {\n', 'open')).toBeUndefined()
})

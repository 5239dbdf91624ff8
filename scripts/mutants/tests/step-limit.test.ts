import { stripTypeScriptTypes } from 'node:module'
import { expect, test } from 'vitest'

import { endlessLoopText, withStepLimit } from '../step-limit.ts'

function load(source: string): Promise<{ run: () => unknown }> {
  const code = stripTypeScriptTypes(withStepLimit(source))
  return import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(code)}`)
}

test('un bucle sin fin se rinde, aunque tenga dentro un catch que lo calla todo', async () => {
  const { run } = await load('export const run = () => { for (;;) try { f() } catch {} }')

  expect(run).toThrow(endlessLoopText)
})

test('un bucle que solo cede a las microtareas también se rinde', async () => {
  const { run } = await load('export async function run() { while (true) await null }')

  await expect(run()).rejects.toThrow(endlessLoopText)
})

test('una función que se encola a sí misma sin fin también se rinde', async () => {
  const { run } = await load(
    'export async function run(): Promise<void> { await null; return run() }',
  )

  await expect(run()).rejects.toThrow(endlessLoopText)
})

test('las líneas siguen en su sitio y lo que termina da lo mismo', async () => {
  const source =
    'export function run() {\n  let n = 0\n  for (const i of [1, 2]) n += i\n  return n\n}\n'

  expect(withStepLimit(source).split('\n').slice(0, 5)).toHaveLength(5)
  expect(withStepLimit(source).split('\n')[3]).toBe('  return n')
  expect((await load(source)).run()).toBe(3)
})

import { expect, test } from 'vitest'

import { besideInTmux, planEditor } from '../editor.ts'

test('en tmux, el editor se abre al lado si caben los dos y, si no, debajo', async () => {
  const place = { file: '/taller/src/bus.ts', line: 12 }
  const plan = (await planEditor({ EDITOR: 'vim' }, place))!
  const direction = (columns: number) => besideInTmux(plan, { cwd: '/taller', columns }).args[1]

  expect(plan.inTerminal).toBe(true)
  expect(direction(80)).toBe('-v')
  expect(direction(99)).toBe('-v')
  expect(direction(100)).toBe('-h')
})

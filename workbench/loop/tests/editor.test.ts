import { expect, test } from 'vitest'

import { besideInTmux, planEditor } from '../editor.ts'

test('en tmux, el editor se abre al lado o debajo si caben los dos y, si no, en otra ventana', async () => {
  const place = { file: '/taller/src/bus.ts', line: 12 }
  const plan = (await planEditor({ EDITOR: 'vim' }, place))!
  const opened = (columns: number, rows: number) =>
    besideInTmux(plan, { cwd: '/taller', columns, rows })

  expect(plan.inTerminal).toBe(true)
  expect(opened(100, 24).args.slice(0, 2)).toEqual(['split-window', '-h'])
  expect(opened(99, 40).args.slice(0, 2)).toEqual(['split-window', '-v'])
  expect(opened(80, 39)).toMatchObject({
    aside: true,
    args: ['new-window', '-c', '/taller', 'vim', '+12', '/taller/src/bus.ts'],
  })
})

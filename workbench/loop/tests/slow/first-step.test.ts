import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

import { describe, expect, test } from 'vitest'

import { linkModules } from '../../../testing/tests/sample-course.ts'
import { missingTmux, PseudoTerminal } from './pseudo-terminal.ts'

const course = resolve(import.meta.dirname, '../../../..')
const outputs = join(course, 'docs/outputs')
const missing = await missingTmux()
const title =
  missing === undefined
    ? 'lo que enseña docs/empezar.md'
    : `lo que enseña docs/empezar.md · omitido: ${missing}`

// Si la salida cambia a propósito, se guarda otra vez con `-u`: a mano no se escribe ninguna.
describe.skipIf(missing !== undefined)(title, () => {
  test('el primer paso, de principio a fin, sale en la terminal como en la página', async () => {
    await using world = await openRealCourse()
    const { terminal, source } = world
    const first = await terminal.sees('pendiente · comprobado')
    await expect(screenText(first)).toMatchFileSnapshot(join(outputs, 'first-screen.txt'))

    const called = await answerInPage(source)
    await writeFile(source, called)
    const second = await terminal.sees('no ha empezado el siguiente servicio')
    const failure = between(second, '  ✗ ', '    Edita')
    await expect(failure).toMatchFileSnapshot(join(outputs, 'not-awaited.txt'))

    await writeFile(source, called.replaceAll('void ', 'await '))
    const last = await terminal.sees('Siguiente   01.2')
    const passed = between(last, '  ✓ En fila', '  superado')
    await expect(passed).toMatchFileSnapshot(join(outputs, 'first-passed.txt'))
  })
})

type World = AsyncDisposable & { readonly terminal: PseudoTerminal; readonly source: string }

/** Una copia del taller como recién clonado, con `npm start` abierto en una terminal. */
async function openRealCourse(): Promise<World> {
  await using acquired = new AsyncDisposableStack()
  const root = await mkdtemp(join(tmpdir(), 'taller-primer-paso-'))
  acquired.defer(() => rm(root, { recursive: true, force: true }))
  const copied = ['workbench', 'lessons', 'solutions', 'package.json', 'tsconfig.json']
  await Promise.all(
    copied.map((name) => cp(join(course, name), join(root, name), { recursive: true })),
  )
  await linkModules(root)
  const src = join(root, 'lessons/01-sync-vs-async/src')
  await cp(join(root, 'solutions/01-sync-vs-async/starter'), src, { recursive: true })
  const command = [process.execPath, join(root, 'workbench/bin.mjs'), 'start']
  const terminal = acquired.use(
    await PseudoTerminal.open(command, { cwd: root, columns: 80, rows: 40 }),
  )
  const owned = acquired.move()
  return {
    terminal,
    source: join(src, 'order-service.ts'),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** El código inicial con el primer `throw` cambiado por lo que propone la página. */
async function answerInPage(source: string): Promise<string> {
  const page = await readFile(join(course, 'docs/empezar.md'), 'utf8')
  const [, answer = ''] = /```ts\n([\s\S]*?)```/.exec(page) ?? []
  const starter = await readFile(source, 'utf8')
  return starter.replace(/ *throw new Error\(.*\)\n/, answer.replaceAll(/^/gm, '  '))
}

/** La pantalla sin el hueco que deja el texto cuando sobra alto, y siempre con el mismo tiempo. */
function screenText(screen: string): string {
  const lines = screen.split('\n').map((line) => line.trimEnd())
  const text = lines
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trimEnd()
  return `${text.replace(/(?<=comprobado · ).+/, '240 ms')}\n`
}

function between(screen: string, start: string, end: string): string {
  const text = screenText(screen)
  return `${text.slice(text.indexOf(start), text.indexOf(end)).trimEnd()}\n`
}

import type { ReadStream, WriteStream } from 'node:tty'

import type { Io } from '../cli/command.ts'
import { Keyboard } from '../terminal/keyboard.ts'
import { Painter } from '../terminal/painter.ts'
import { sizeOf } from '../terminal/size.ts'
import { actionsWith } from './actions.ts'
import { type ForegroundRun, runInForeground } from './foreground.ts'
import { Session } from './session.ts'
import type { State } from './state.ts'
import { view } from './view.ts'

const clearScreen = '\x1b[2J\x1b[H'

export type Terminals = { readonly input: ReadStream; readonly output: WriteStream }

/** El bucle en una terminal de verdad. Vuelve cuando la persona se va. */
export async function runInteractive(io: Io, { input, output }: Terminals): Promise<number> {
  using painter = new Painter(output)
  let maxScroll = 0
  let lent = false
  let latest: State | undefined

  const paint = () => {
    if (latest === undefined || lent) return
    const screen = view(latest, { ...sizeOf(output), color: io.color })
    maxScroll = screen.maxScroll
    painter.paint(screen.lines)
  }
  const show = (state: State) => {
    latest = state
    paint()
  }

  const lend = async (run: ForegroundRun, title: string) => {
    lent = true
    painter.leave()
    keyboard.pause()
    // Lo que había antes sube al historial: el programa empieza en una pantalla vacía.
    if (title !== '')
      output.write(
        `${'\n'.repeat(sizeOf(output).rows)}${clearScreen}\n  ${title} · Ctrl-C lo corta\n\n`,
      )
    const end = await runInForeground(run)
    if (title !== '') {
      output.write(`\n  Terminó (${end}). Pulsa una tecla para volver.\n`)
      keyboard.resume()
      await anyKey(input)
      output.write(clearScreen) // si no, seguiría ahí al salir del bucle
    }
    lent = false
    keyboard.resume()
    painter.enter()
    paint()
  }

  painter.enter()
  await using session = await Session.open(io, { show }, actionsWith(lend))
  show(session.state)
  using keyboard = new Keyboard(input, (key) => {
    if (lent) return
    if (key.ctrl === true && key.name === 'z') return suspend()
    session.dispatch({ type: 'key', key, maxScroll })
  })
  // Con la terminal en crudo, Ctrl-Z llega como una tecla: se hace lo que haría ella. Si nadie lo
  // puede parar (sin una consola que lo traiga de vuelta), se sigue como si nada.
  const suspend = () => {
    if (process.platform === 'win32') return
    painter.leave()
    keyboard.pause()
    process.kill(0, 'SIGTSTP')
    comeBack()
  }
  /** De vuelta con «fg», la terminal está como la dejó la consola. */
  const comeBack = () => {
    if (lent) return
    keyboard.pause()
    keyboard.resume()
    painter.leave()
    painter.enter()
    paint()
  }
  const onResize = () => {
    painter.forget()
    paint()
  }
  output.on('resize', onResize)
  const leave = () => session.leave()
  // Con la terminal prestada, Ctrl-C es para el programa; sin prestar, llega como una tecla.
  const interrupt = () => {
    if (!lent) leave()
  }
  const signals = [
    ['SIGINT', interrupt],
    ['SIGTERM', leave],
    ['SIGHUP', leave],
    ['SIGCONT', comeBack],
  ] as const
  for (const [signal, listener] of signals) process.on(signal, listener)
  try {
    await session.left
    return 0
  } finally {
    output.off('resize', onResize)
    for (const [signal, listener] of signals) process.off(signal, listener)
  }
}

async function anyKey(input: ReadStream): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  input.once('keypress', () => resolve())
  await promise
}

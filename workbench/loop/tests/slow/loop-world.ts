import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

import { SampleCourse } from '../../../testing/tests/sample-course.ts'
import { PseudoTerminal } from './pseudo-terminal.ts'

export type World = AsyncDisposable & {
  readonly course: SampleCourse
  readonly terminal: PseudoTerminal
  readonly save: (name: string, text: string) => Promise<void>
}

/** Un taller de muestra con `npm start` abierto en una terminal; lo lanza `launcher`, si se da. */
export async function openLoop(
  size: { readonly columns: number; readonly rows: number },
  env: Readonly<Record<string, string>> = {},
  launcher: readonly string[] = [],
): Promise<World> {
  await using acquired = new AsyncDisposableStack()
  const course = acquired.use(await SampleCourse.create())
  await course.starter()
  const bin = join(course.root, 'workbench/bin.mjs')
  const command = [...launcher, process.execPath, bin, 'start']
  const terminal = acquired.use(
    await PseudoTerminal.open(command, { cwd: course.root, ...size, env }),
  )
  const owned = acquired.move()
  return {
    course,
    terminal,
    save: (name, text) => course.write(`lessons/90-sample/src/${name}`, text),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Los procesos que nombran esa carpeta. Espera a que no quede ninguno, y si quedan los devuelve. */
export async function processesLeft(root: string): Promise<readonly string[]> {
  for (let tries = 0; ; tries++) {
    const left = await processesNaming(root)
    if (left.length === 0 || tries === 100) return left
    await pause(50)
  }
}

async function processesNaming(root: string): Promise<readonly string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const commands = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')), // ya se fue
  )
  // La terminal que lo lanzó también lo nombra: solo cuentan los de Node.
  return commands.filter((command) => command.includes(root) && /^[^\0]*node\0/.test(command))
}

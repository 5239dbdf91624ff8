import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'

import type { World } from '../../../workbench/trace/scenario.ts'
import { exitOf } from './exit-of.ts'

type ChildOptions = { readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv }

/** Arranca otro proceso del sistema, al que se puede matar. No sobrevive al capítulo. */
export function startChild(
  { resources }: World,
  program: string,
  { args, env }: ChildOptions,
): ChildProcess {
  const child = fork(program, [...args], {
    env: { ...process.env, ...env },
    execArgv: [], // Node ejecuta TypeScript tal cual, venga como venga quien nos llama
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const exited = exitOf(child)
  resources.defer(async () => {
    child.kill('SIGKILL')
    await exited
  })
  return child
}

/** Lo siguiente que diga el proceso. Llega como JSON: una fecha es un texto. */
export async function nextMessage<T>(child: ChildProcess): Promise<T> {
  const [message] = (await once(child, 'message')) as [T]
  return message
}

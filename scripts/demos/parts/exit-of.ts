import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** Con qué código o por qué señal acabó un proceso, aunque ya hubiera acabado. */
export async function exitOf(
  child: ChildProcess,
): Promise<readonly [number | null, NodeJS.Signals | null]> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return [child.exitCode, child.signalCode]
}

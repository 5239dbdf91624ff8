import { setTimeout as pause } from 'node:timers/promises'

import type { World } from '../../../workbench/trace/scenario.ts'
import { waitFor } from './wait-for.ts'

/** Mira hasta que se cumple, con un límite. Para lo que no avisa: otro proceso, un servidor. */
export async function until(
  world: Pick<World, 'signal'>,
  condition: () => boolean | Promise<boolean>,
  what: string,
): Promise<void> {
  const giveUp = new AbortController()
  const looking = async () => {
    while (!(await condition())) await pause(5, undefined, { signal: giveUp.signal })
  }
  try {
    await waitFor(world, looking(), what)
  } finally {
    giveUp.abort()
  }
}

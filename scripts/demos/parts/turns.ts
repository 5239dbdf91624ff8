import { setImmediate as nextTurn } from 'node:timers/promises'

/** Da unas vueltas al bucle de eventos: lo que no espere a nadie de fuera ya habrá pasado. */
export async function turns(count = 5): Promise<void> {
  for (let turn = 0; turn < count; turn++) await nextTurn()
}

import { expect, explain, type Outcome } from '@taller/workbench/testing'

import type { CommandResult } from '../src/commands.ts'
import { count, ending } from './in-words.ts'
import { eventsInWords, writeSide, type WriteSide } from './orders.ts'
import type { Shop } from './shop.ts'

export const nothing: WriteSide = { orders: [], lines: 0, events: [] }

function answerInWords(result: CommandResult | undefined): string {
  return result ? `pedido ${String(result.orderId).slice(0, 8)}… v${result.version}` : 'un error'
}

export function valueOf(outcome: Outcome<CommandResult>): CommandResult | undefined {
  return outcome.state === 'fulfilled' ? outcome.value : undefined
}

export async function expectUnchanged(
  shop: Shop,
  outcome: Outcome<unknown>,
  fact: string,
  before: WriteSide,
): Promise<void> {
  const after = await writeSide(shop)
  const same = JSON.stringify(after) === JSON.stringify(before)
  expect(
    { caller: outcome.state, ...after },
    explain({
      happened: `${fact}: handleCommand ${ending(outcome)}${
        same
          ? ' y no cambió nada: contó algo que no ha pasado.'
          : ', y el cambio se quedó a medias: no todo iba en la misma transacción.'
      }`,
      expected: 'handleCommand rechaza, y las tablas quedan como estaban.',
      evidence: [
        ['orders', after.orders.map(({ status, version }) => `${status} v${version}`).join('  ')],
        ['order_events', eventsInWords(after)],
      ],
      why: 'un cambio sin evento no aparece nunca en la lectura: el pedido existe y nadie lo ve.',
    }),
  ).toEqual({ caller: 'rejected', ...before })
}

export async function expectOnce(
  shop: Shop,
  first: CommandResult | undefined,
  second: Outcome<CommandResult>,
  fact: string,
): Promise<void> {
  const after = await writeSide(shop)
  expect(
    { second: valueOf(second), orders: after.orders.length, events: after.events.length },
    explain({
      happened: `${fact}, con el mismo commandId: hay ${count(after.orders.length, 'pedido')}, y la segunda vez ${
        second.state !== 'fulfilled'
          ? ending(second)
          : answerInWords(second.value) === answerInWords(first)
            ? 'contestó lo mismo'
            : 'contestó otra cosa'
      }.`,
      expected: 'un pedido, un evento, y las dos veces la misma respuesta.',
      evidence: [
        ['la primera vez', answerInWords(first)],
        ['la segunda', answerInWords(valueOf(second))],
      ],
      why: 'un doble clic o un reintento del móvil cobraría dos veces lo mismo.',
    }),
  ).toEqual({ second: first, orders: 1, events: 1 })
}

import {
  anotherProcess,
  expect,
  explain,
  type Outcome,
  UnmetExpectation,
} from '@taller/workbench/testing'
import { vi } from 'vitest'

import { type CommandResult, handleCommand, type OrderCommand } from '../src/commands.ts'
import { type Aftermath, careful, carelessness } from './aftermath.ts'
import { holdBefore } from './database-faults.ts'
import { endOf, ending, resultOf, thereAre } from './in-words.ts'
import { buy, eventsInWords, writeSide, type WriteSide } from './orders.ts'
import type { Shop } from './shop.ts'

export const nothing: WriteSide = { orders: [], lines: 0, events: [] }

function answerInWords(result: CommandResult | undefined): string {
  return result ? `pedido ${String(result.orderId).slice(0, 8)}… v${result.version}` : 'un error'
}

function valueOf(outcome: Outcome<CommandResult>): CommandResult | undefined {
  return outcome.state === 'fulfilled' ? outcome.value : undefined
}

export async function expectUnchanged(
  shop: Shop,
  { outcome, care }: Aftermath<unknown>,
  fact: string,
  before: WriteSide,
): Promise<void> {
  const after = await writeSide(shop)
  const same = JSON.stringify(after) === JSON.stringify(before)
  const careless = same && outcome.state === 'rejected' ? carelessness(care) : undefined
  const { happened, expected, why } = careless ?? unlikeAFailure(outcome, before, after)
  expect(
    { caller: outcome.state, ...after, ...care },
    explain({
      happened: `${fact}: handleCommand ${ending(outcome)}${careless ? ' y no cambió nada, pero ' : ''}${happened}.`,
      expected,
      evidence: careless?.evidence ?? tables(after),
      why,
    }),
  ).toEqual({ caller: 'rejected', ...before, ...careful })
}

/** En qué no se parece a un comando que falla: nada cambia, y quien llama lo sabe. */
function unlikeAFailure(outcome: Outcome<unknown>, before: WriteSide, after: WriteSide) {
  const done = outcome.state === 'fulfilled'
  const expected = 'handleCommand rechaza, y las tablas quedan como estaban.'
  const changed = (table: keyof WriteSide) =>
    JSON.stringify(after[table]) !== JSON.stringify(before[table])
  if (!changed('orders') && !changed('lines') && !changed('events')) {
    return {
      happened: ` y no cambió nada${done ? ': contó algo que no ha pasado' : ''}`,
      expected,
      why: 'quien no se entera de que falló no lo vuelve a intentar, y no se ha hecho nada.',
    }
  }
  if (done && changed('orders') && changed('events')) {
    return {
      happened:
        ', y el pedido y su evento quedaron escritos: o no escribió donde fallaba, o se calló el error',
      expected: `escribe también ahí y, si no puede, ${expected}`,
      why: 'lo que no se escribe se echa en falta después: sin el commandId en processed_commands, un reintento compra otra vez.',
    }
  }
  return {
    happened: ', y el cambio se quedó a medias: no todo iba en la misma transacción',
    expected,
    why: 'un cambio sin evento no aparece nunca en la lectura: el pedido existe y nadie lo ve.',
  }
}

/** El comando se hizo y dijo bien qué; y su transacción, a la vuelta, ya ha acabado. */
export async function resultOfCommand(shop: Shop, command: OrderCommand): Promise<CommandResult> {
  const result = await resultOf('handleCommand', handleCommand(shop.openStrictPool(), command))
  if (!shop.returns.some(({ inTransaction }) => inTransaction)) return result
  throw new UnmetExpectation({
    happened:
      'handleCommand dijo que todo fue bien, y su conexión volvió al pool con la transacción abierta: o falta el COMMIT, o le falta su await.',
    expected:
      '`await client.query(…)` también con el COMMIT: primero se confirma y después se contesta.',
    why: 'si el COMMIT falla, quien llama ya tiene un «hecho»; y si tarda, busca lo que acaba de escribir y no está.',
  })
}

function tables(side: WriteSide): [string, string][] {
  const orders = side.orders.map(({ status, version }) => `${status} v${version}`).join('  ')
  return [
    ['orders', orders || 'ninguno'],
    ['order_events', eventsInWords(side)],
  ]
}

export async function expectOnce(
  shop: Shop,
  first: CommandResult,
  second: Outcome<CommandResult>,
  fact: string,
): Promise<void> {
  const after = await writeSide(shop)
  expect(
    { second: valueOf(second), orders: after.orders.length, events: after.events.length },
    explain({
      happened: `${fact}, con el mismo commandId: ${thereAre(after.orders.length, 'pedido')}, y la segunda vez ${
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

/**
 * Dos copias del mismo comando, y las dos miran antes de que ninguna escriba. Lo que contestó la que
 * salió bien, y cómo acabó la otra.
 */
export async function twiceAtOnce(
  shop: Shop,
  command: OrderCommand,
): Promise<[CommandResult, Outcome<CommandResult>]> {
  await using gate = await holdBefore(
    shop,
    'INSERT processed_commands',
    'INSERT orders',
    'UPDATE orders',
    'INSERT order_lines',
    'INSERT order_events',
  )
  const first = handleCommand(shop.openStrictPool(), command)
  const second = handleCommand(shop.openStrictPool(), command)
  const ends = Promise.all([endOf(first), endOf(second)])
  await shop.settledOrBlocked(first, second)
  await gate.release()

  const [one, two] = await ends
  const [good, other] = one.state === 'fulfilled' ? [first, two] : [second, one]
  return [await resultOf('handleCommand', good), other]
}

/** Hubo una compra y se canceló; después llegó otra vez uno de los dos comandos. */
export async function expectSameAnswer(
  shop: Shop,
  first: CommandResult,
  second: Outcome<CommandResult>,
  { fact, why }: { fact: string; why: string },
): Promise<void> {
  const events = eventsInWords(await writeSide(shop))
  const other = second.state === 'fulfilled' && answerInWords(second.value) !== answerInWords(first)
  expect(
    { second: valueOf(second), events },
    explain({
      happened: `${fact}: handleCommand ${ending(second)}${other ? ', y no contestó lo mismo que la primera vez' : ''}.`,
      expected: `${JSON.stringify(first)}: lo que contestó ese comando, y no cómo está ahora el pedido. Y ningún evento más.`,
      evidence: [['eventos', events]],
      why,
    }),
  ).toEqual({ second: first, events: 'order.placed v1  order.cancelled v2' })
}

/** El comando falló, se arregló lo que fallaba, y se repitió con su `commandId`. */
export async function expectRepeated(shop: Shop, outcome: Outcome<CommandResult>): Promise<void> {
  const { orders } = await writeSide(shop)
  expect(
    { outcome: outcome.state, orders: orders.length },
    explain({
      happened: `El comando falló una vez; al repetirlo, ${ending(outcome)} y ${thereAre(orders.length, 'pedido')}: su commandId quedó gastado aunque no se hizo nada.`,
      expected: 'lo que falla se deshace entero, también su commandId.',
      evidence: [
        ['la primera vez', 'disco lleno'],
        ['la segunda', ending(outcome)],
        ['pedidos', String(orders.length)],
      ],
      why: 'un disco lleno un segundo no puede hacer que ese pedido sea imposible para siempre.',
    }),
  ).toEqual({ outcome: 'fulfilled', orders: 1 })
}

export function expectBareAnswer(result: CommandResult): void {
  const extra = Object.keys(result ?? {}).filter((key) => key !== 'orderId' && key !== 'version')
  expect(
    result,
    explain({
      happened:
        extra.length > 0
          ? `handleCommand devolvió también ${extra.join(', ')}: el pedido entero, leído del lado de escritura.`
          : `handleCommand devolvió ${JSON.stringify(result)}.`,
      expected: '{ orderId, version }, con un string y un 1: lo justo para consultarlo después.',
      why: 'quien pinta la pantalla con lo que devuelve el comando ya no usa el modelo de lectura, y cada pantalla nueva obliga a tocar el comando.',
    }),
  ).toEqual({ orderId: expect.any(String), version: 1 })
}

/** Dos compras distintas con el reloj parado; la segunda, como en otro proceso. */
export async function buyInTwoProcesses(shop: Shop): Promise<readonly Outcome<CommandResult>[]> {
  vi.useFakeTimers({ toFake: ['Date'] })
  try {
    const first = await endOf(handleCommand(shop.openStrictPool(), buy))
    using _elsewhere = anotherProcess()
    const other = await import('../src/commands.ts')
    const command = { ...buy, commandId: 'cmd-otra' }
    return [first, await endOf(other.handleCommand(shop.openStrictPool(), command))]
  } finally {
    vi.useRealTimers()
  }
}

export async function expectTwoOrders(
  shop: Shop,
  outcomes: readonly Outcome<CommandResult>[],
): Promise<void> {
  const { orders } = await writeSide(shop)
  const ids = outcomes.map((outcome) => valueOf(outcome)?.orderId)
  expect(
    { ends: outcomes.map(({ state }) => state), orders: orders.length, ids: new Set(ids).size },
    explain({
      happened: `Dos procesos compraron en el mismo milisegundo, con dos commandId: uno ${outcomes.map(ending).join(', el otro ')}, y ${thereAre(orders.length, 'pedido')}.`,
      expected: 'dos pedidos, con dos ids: ni el reloj ni un contador sirven entre procesos.',
      evidence: ids.map((id, index) => [`compra ${index + 1}`, id ?? 'sin pedido']),
      why: 'el lunes de rebajas, una de cada mil compras fallaría sin que nadie sepa repetirlo.',
    }),
  ).toEqual({ ends: ['fulfilled', 'fulfilled'], orders: 2, ids: 2 })
}

import { expect, explain, type Outcome, test } from '@taller/workbench/testing'

import { CommandRejectedError } from '../src/command-rejected-error.ts'
import { type CommandResult, handleCommand, type OrderCommand } from '../src/commands.ts'
import { careful, carelessness } from './aftermath.ts'
import { holdBefore } from './database-faults.ts'
import { codeOf, endOf, ending, list, resultOf } from './in-words.ts'
import { buy, cancel, eventsInWords, placeOrd1, send, writeSide } from './orders.ts'
import { openShop, type Shop } from './shop.ts'

test('cancelar un pedido que no existe se rechaza', async ({ database }) => {
  await using shop = await openShop(database)
  await placeOrd1(shop)

  await expectRejection(shop, { ...cancel, orderId: "ord_o'hara" }, 'ORDER_NOT_FOUND', {
    fact: "No hay ningún pedido «ord_o'hara»",
    why: 'un UPDATE que no encuentra su fila no da ningún error: se confirma a alguien una cancelación que no existe.',
  })
})

test('cancelar dos veces, con dos comandos distintos, se rechaza la segunda', async ({
  database,
}) => {
  await using shop = await openShop(database)
  await placeOrd1(shop)
  await resultOf('handleCommand', handleCommand(shop.openStrictPool(), cancel))

  await expectRejection(shop, { ...cancel, commandId: 'cmd-otra' }, 'ORDER_ALREADY_CANCELLED', {
    fact: 'El pedido ya estaba cancelado, y este comando es otro',
    why: 'dos cancelaciones son dos devoluciones del dinero.',
  })
})

test('dos cancelaciones distintas a la vez: una se hace y la otra se rechaza', async ({
  database,
}) => {
  await using shop = await openShop(database)
  await placeOrd1(shop)
  // Ana cancela en el móvil y en el ordenador. Los dos miran; nadie ha escrito todavía.
  await using gate = await holdBefore(shop, 'UPDATE orders', 'INSERT order_events')
  const runs = ['cmd-movil', 'cmd-ordenador'].map((commandId) =>
    endOf(handleCommand(shop.openStrictPool(), { ...cancel, commandId })),
  )
  await shop.settledOrBlocked(...runs)
  await gate.release()

  const outcomes = await Promise.all(runs)

  const after = await writeSide(shop)
  const answers = outcomes.map(answer).toSorted()
  expect(
    { answers, events: eventsInWords(after) },
    explain({
      happened: `Dos comandos cancelaron ord_1 a la vez. ${outcomes.every(({ state }) => state === 'fulfilled') ? 'Los dos dijeron que todo fue bien.' : outcomes.map((outcome) => `Uno ${ending(outcome)}.`).join(' ')}`,
      expected:
        'uno responde, y al otro se le rechaza con ORDER_ALREADY_CANCELLED: entre mirar el estado y cambiarlo no cabe nadie.',
      evidence: [['eventos', eventsInWords(after)]],
      why: 'si el choque llega a la base de datos como un error cualquiera, a Ana se le enseña «inténtalo más tarde» de algo que ya está hecho.',
    }),
  ).toEqual({
    answers: ['ORDER_ALREADY_CANCELLED', 'hecho v2'],
    events: 'order.placed v1  order.cancelled v2',
  })
})

test('cancelar sin motivo se rechaza', async ({ database }) => {
  await using shop = await openShop(database)
  await placeOrd1(shop)

  for (const reason of ['', '   ']) {
    await expectRejection(
      shop,
      { ...cancel, commandId: `cmd-${reason.length}`, reason },
      'EMPTY_REASON',
      {
        fact: `El motivo era «${reason}»`,
        why: 'los motivos de cancelación se leen para decidir: uno vacío es un dato perdido.',
      },
    )
  }
})

test('una cantidad que no es un entero positivo se rechaza', async ({ database }) => {
  await using shop = await openShop(database)

  for (const quantity of [0, -1, 1.5]) {
    const items = [...buy.items, { productId: 'taza', quantity }]
    await expectRejection(
      shop,
      { ...buy, commandId: `cmd-${quantity}`, items },
      'INVALID_QUANTITY',
      {
        fact: `La tercera línea pedía ${quantity} tazas`,
        why: 'una cantidad negativa resta del total, y quien la manda cobra por comprar.',
      },
    )
  }
})

test('una compra sin líneas se rechaza', async ({ database }) => {
  await using shop = await openShop(database)

  await expectRejection(shop, { ...buy, items: [] }, 'NO_ITEMS', {
    fact: 'El pedido no tenía ninguna línea',
    why: 'se factura cero y se prepara un paquete vacío.',
  })
})

test('un usuario o un producto que no existen se rechazan', async ({ database }) => {
  await using shop = await openShop(database)

  await expectRejection(shop, { ...buy, userId: "usr_o'hara" }, 'UNKNOWN_USER', {
    fact: "No hay ningún usuario «usr_o'hara»",
    why: 'sin un código propio, quien llama no puede distinguir un dato mal escrito de una avería.',
  })
  const items = [...buy.items, { productId: 'nave', quantity: 1 }]
  await expectRejection(shop, { ...buy, commandId: 'cmd-otra', items }, 'UNKNOWN_PRODUCT', {
    fact: 'No hay ningún producto «nave»',
    why: 'sin un código propio, quien llama no puede distinguir un dato mal escrito de una avería.',
  })
})

test('un comando rechazado se puede repetir con el mismo commandId', async ({ database }) => {
  await using shop = await openShop(database)
  const pool = shop.openStrictPool()
  const early: OrderCommand[] = [{ ...buy, items: [{ productId: 'nave', quantity: 1 }] }, cancel]
  for (const command of early) await endOf(handleCommand(pool, command))
  await shop.query(`INSERT INTO products (id, name, price_cents) VALUES ('nave', 'Nave', 9900)`)
  await placeOrd1(shop)

  const outcomes: Outcome<CommandResult>[] = []
  for (const command of early) outcomes.push(await endOf(handleCommand(pool, command)))

  const events = eventsInWords(await writeSide(shop))
  const [bought, cancelled] = outcomes.map((outcome) => ending(outcome))
  expect(
    { answers: outcomes.map(answer), events },
    explain({
      happened: `Se rechazaron la compra de un producto y la cancelación de un pedido que todavía no existían. Cuando ya existían, los dos comandos llegaron otra vez, cada uno con su commandId: la compra ${bought} y la cancelación ${cancelled}.`,
      expected: 'las dos se hacen: un rechazo no gasta el commandId.',
      evidence: [
        ['respuestas', outcomes.map(answer).join('  ')],
        ['eventos', events],
      ],
      why: 'quien corrige lo que estaba mal y lo manda otra vez recibiría un «hecho» de algo que no se hizo.',
    }),
  ).toEqual({
    answers: ['hecho v1', 'hecho v2'],
    events: 'order.placed v1  order.placed v1  order.cancelled v2',
  })
})

function answer(outcome: Outcome<CommandResult>): string {
  if (outcome.state === 'fulfilled') return `hecho v${outcome.value?.version}`
  return outcome.state === 'rejected' ? String(codeOf(outcome.reason)) : outcome.state
}

async function expectRejection(
  shop: Shop,
  command: OrderCommand,
  code: string,
  { fact, why }: { fact: string; why: string },
): Promise<void> {
  const before = await writeSide(shop)
  const { outcome, care } = await send(shop, command)
  const after = await writeSide(shop)
  const kept = JSON.stringify(after) === JSON.stringify(before)
  const got = answer(outcome)
  const proper = outcome.state === 'rejected' && outcome.reason instanceof CommandRejectedError
  const careless = got === code && kept && proper ? carelessness(care) : undefined
  expect(
    { code: got, proper, after, ...care },
    explain({
      happened:
        got !== code
          ? `${fact}: handleCommand ${ending(outcome)}${outcome.state === 'rejected' ? `, y su code es «${got}»` : ''}.`
          : !proper
            ? `${fact}: handleCommand rechazó con ese code, pero el error no es un CommandRejectedError.`
            : careless
              ? `${fact}: se rechazó bien, pero ${careless.happened}.`
              : `${fact}: se rechazó, y aun así algo cambió en ${list(changed(before, after))}.`,
      expected:
        careless?.expected ??
        `rechaza con un CommandRejectedError de code ${code}, y no cambia ni se cuenta nada.`,
      evidence: careless?.evidence ?? [['su code', got]],
      why:
        careless?.why ??
        (got === code && !proper
          ? 'los errores de PostgreSQL también traen code: quien llama distingue un «no» de la tienda de una avería por la clase.'
          : why),
    }),
  ).toEqual({ code, proper: true, after: before, ...careful })
}

function changed(before: object, after: object): string[] {
  return Object.entries(after)
    .filter(([table, rows]) => {
      return (
        JSON.stringify(rows) !==
        JSON.stringify(Object.entries(before).find(([name]) => name === table)?.[1])
      )
    })
    .map(([table]) => table)
}

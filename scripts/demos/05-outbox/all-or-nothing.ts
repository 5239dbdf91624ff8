import type { Pool } from 'pg'

import type { Broker } from '../../../solutions/05-outbox/src/broker.ts'
import type { Chapter, Stage } from '../../../workbench/trace/scenario.ts'
import { openShop, type Shop } from './shop.ts'

const options = [
  'El pedido, sin su evento',
  'El pedido y su evento',
  'Ni pedido ni evento',
] as const

export const allOrNothing: Chapter = {
  title: 'Todo o nada',
  question: {
    ask: 'La tabla outbox no admite el evento. ¿Qué queda del pedido?',
    options,
    because:
      'Pedido y evento van en la misma transacción: si uno no se puede escribir, el ROLLBACK se lleva los dos.',
  },
  notes:
    'Empieza por la doble escritura: pregunta qué pasa si el broker está caído justo entonces, y deja que alguien proponga «publicar antes de guardar». Falla igual, al revés. Después, la misma compra en una sola transacción.',
  async run(stage, world) {
    const shop = await openShop(world)

    stage.note('Guardar y avisar son dos escrituras, y aquí nadie las une.')
    await shop.showOrders(stage)
    await stage.pause()

    await tellDualWrite(stage, shop)
    await stage.pause()

    stage.code('place-order.ts', 'place-order')
    stage.note('La outbox: el evento es una fila más de la misma transacción.')
    await stage.pause()

    const orderId = await shop.place('ana@example.com', 'taza', 1_250)
    stage.message('shop', 'database', `pedido ${orderId} + evento · COMMIT`)
    await shop.showOrders(stage)
    await shop.showOutbox(stage)
    await stage.pause()

    await shop.admin.query(
      'ALTER TABLE outbox_events ADD CONSTRAINT no_room CHECK (false) NOT VALID',
    )
    stage.fault('database', 'no admite más eventos')
    await stage.pause()

    const before = await countRows(shop.admin)
    const place = shop.place('ana@example.com', 'lámina', 2_499)
    const saved = await place.then(
      () => true,
      () => false,
    )
    stage.message('database', 'shop', saved ? 'COMMIT' : 'error y ROLLBACK')
    await shop.showOrders(stage)
    await shop.showOutbox(stage)
    const after = await countRows(shop.admin)
    if (after.orders === before.orders) stage.answer(2)
    else stage.answer(after.events === before.events ? 0 : 1)
    await stage.pause()
  },
}

async function tellDualWrite(stage: Stage, shop: Shop): Promise<void> {
  const broker: Broker = {
    async publish() {
      // Al broker se le llama con el pedido ya guardado: se mira entonces, y no al final.
      stage.message('shop', 'database', 'guarda el pedido · COMMIT')
      await shop.showOrders(stage)
      stage.message('shop', 'broker', 'publica order.placed')
      throw new Error('el broker no responde')
    },
  }
  const published = await saveThenPublish(shop.admin, broker).then(
    () => true,
    () => false,
  )
  if (!published) stage.fault('broker', 'no responde')
  const { orders, events } = await countRows(shop.admin)
  if (orders > events) stage.note('El pedido existe y nadie más lo sabrá nunca.')
}

/** La versión ingenua: si muere o falla entre las dos líneas, queda una sin la otra. */
async function saveThenPublish(pool: Pool, broker: Broker): Promise<void> {
  const { rows } = await pool.query<{ id: string; created_at: Date }>(
    `INSERT INTO orders (user_id, email, total_cents) VALUES ('usr_1', 'ana@example.com', 900)
     RETURNING id, created_at`,
  )
  const { id, created_at: occurredAt } = rows[0]!
  await broker.publish({ id, type: 'order.placed', aggregateId: id, payload: {}, occurredAt })
}

async function countRows(pool: Pool): Promise<{ orders: number; events: number }> {
  const { rows } = await pool.query<{ orders: number; events: number }>(
    `SELECT (SELECT count(*) FROM orders)::int AS orders,
            (SELECT count(*) FROM outbox_events)::int AS events`,
  )
  return rows[0]!
}

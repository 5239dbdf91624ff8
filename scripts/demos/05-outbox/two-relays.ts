import type { Pool } from 'pg'

import type { Broker } from '../../../solutions/05-outbox/src/broker.ts'
import type { Chapter, Stage } from '../../../workbench/trace/scenario.ts'
import { placeGate } from '../parts/gate.ts'
import { waitFor } from '../parts/wait-for.ts'
import { limits, openShop, type Shop } from './shop.ts'
import { listed, WatchedBroker } from './watched-broker.ts'

export const withoutLock: Chapter = {
  title: 'Dos relays sin SKIP LOCKED',
  question: {
    ask: 'Tres eventos y dos relays que no se ven. ¿Cuántas entregas recibe el broker?',
    options: ['3', '4', '6'],
    because:
      'Los dos leen los mismos pendientes: mientras A no confirma, nada le dice a B que ya están tomados.',
  },
  notes:
    'Esta versión no es la de la lección: es el SELECT sin bloqueo que sale en muchos tutoriales. Pregunta cuántas veces se nota en desarrollo, con un solo relay: ninguna.',
  async run(stage, world) {
    const shop = await openShop(world)
    await fillOutbox(stage, shop, 3)
    await stage.pause()

    const broker = new WatchedBroker(shop)
    const gate = placeGate(world)
    const first = publishWithoutLock(shop.openPool(), broker.from('relay-a', gate))
    first.catch(() => {}) // lo que falle se sabe al esperarlo
    await waitFor(world, Promise.race([gate.reached, first]), 'el relay A no publicó nada')
    await broker.tell(stage)
    stage.note('El broker tarda en contestar a A. Entra B.')
    await stage.pause()

    await publishWithoutLock(shop.openPool(), broker.from('relay-b'))
    await broker.tellRound(stage, 'relay-b')
    await shop.showOutbox(stage)
    await stage.pause()

    gate.open()
    await waitFor(world, first, 'el relay A no terminó')
    await broker.tellRound(stage, 'relay-a')
    stage.fault('broker', `${broker.ids.length} entregas de 3 eventos`)
    stage.state('broker', deliveries(broker))
    stage.answer(['3', '4', '6'].indexOf(String(broker.ids.length)))
    await stage.pause()
  },
}

export const withSkipLocked: Chapter = {
  title: 'Dos relays con SKIP LOCKED',
  question: {
    ask: 'A tiene el 1 y el 2, y el broker no le contesta. ¿Qué hace B?',
    options: ['Espera a que A termine', 'Publica también el 1 y el 2', 'Los salta y publica el 3'],
    because:
      'FOR UPDATE bloquea las filas de A hasta su COMMIT, y SKIP LOCKED hace que B pase de largo en vez de esperar.',
  },
  notes:
    'El bloqueo dura lo que la transacción: sin BEGIN, FOR UPDATE SKIP LOCKED no protege nada. Pregunta qué cambiaría con FOR UPDATE a secas: B esperaría, y el segundo relay no serviría de nada.',
  async run(stage, world) {
    const shop = await openShop(world)
    await fillOutbox(stage, shop, 3)
    stage.code('outbox-relay.ts', 'claim')
    await stage.pause()

    const broker = new WatchedBroker(shop)
    const gate = placeGate(world)
    const settings = { ...limits, batchSize: 2 }
    const first = shop.relayOnce({
      pool: shop.openPool(),
      broker: broker.from('relay-a', gate),
      ...settings,
    })
    first.catch(() => {}) // lo que falle se sabe al esperarlo
    await waitFor(world, Promise.race([gate.reached, first]), 'el relay A no publicó nada')
    await broker.tell(stage)
    await showLocks(stage, shop)
    await stage.pause()

    const held = broker.ids.length
    const second = shop.relayOnce({
      pool: shop.openPool(),
      broker: broker.from('relay-b'),
      ...settings,
    })
    second.catch(() => {})
    const waits = !(await endsWithin(second, 1_000))
    const taken = broker.ids.slice(held)
    await broker.tellRound(stage, 'relay-b')
    await showLocks(stage, shop)
    if (waits) stage.answer(0)
    else stage.answer(taken.includes('1') || taken.includes('2') ? 1 : 2)
    stage.note(waits ? 'B está parado detrás de A.' : `B ha publicado el ${listed(taken)}.`)
    await stage.pause()

    gate.open()
    await waitFor(world, Promise.all([first, second]), 'algún relay no terminó')
    await broker.tellRound(stage, 'relay-a')
    stage.state('broker', deliveries(broker))
    await shop.showOutbox(stage)
    await stage.pause()
  },
}

/** La versión ingenua: en una transacción, con su orden y su marca, pero sin bloquear lo que lee. */
async function publishWithoutLock(pool: Pool, broker: Broker): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const { rows } = await client.query<{ id: string; aggregate_id: string; created_at: Date }>(
      'SELECT * FROM outbox_events WHERE processed_at IS NULL ORDER BY id',
    )
    for (const { id, aggregate_id: aggregateId, created_at: occurredAt } of rows) {
      await broker.publish({ id, type: 'order.placed', aggregateId, payload: {}, occurredAt })
    }
    const ids = rows.map(({ id }) => id)
    await client.query('UPDATE outbox_events SET processed_at = now() WHERE id = ANY($1)', [ids])
    await client.query('COMMIT')
  } finally {
    client.release()
  }
}

async function fillOutbox(stage: Stage, shop: Shop, count: number): Promise<void> {
  for (let number = 0; number < count; number++) {
    await shop.place('ana@example.com', 'taza', 1_250)
  }
  stage.message('shop', 'database', `${count} pedidos, con su evento`)
  await shop.showOutbox(stage)
}

/** Qué filas tiene cogidas alguien: las que un SELECT … SKIP LOCKED, desde aquí, se salta. */
async function showLocks(stage: Stage, { admin }: Shop): Promise<void> {
  const free = await admin.query<{ id: string }>(
    'SELECT id FROM outbox_events ORDER BY id FOR UPDATE SKIP LOCKED',
  )
  const ids = new Set(free.rows.map(({ id }) => id))
  const all = await admin.query<{ id: string; pending: boolean }>(
    'SELECT id, processed_at IS NULL AS pending FROM outbox_events ORDER BY id',
  )
  stage.state('database', {
    title: 'outbox_events',
    columns: ['id', 'estado', 'fila'],
    key: 'id',
    rows: all.rows.map(({ id, pending }) => [
      id,
      pending ? 'pendiente' : 'publicado',
      ids.has(id) ? 'libre' : 'bloqueada',
    ]),
  })
}

function deliveries({ ids }: WatchedBroker) {
  const distinct = [...new Set(ids)].toSorted((a, b) => Number(a) - Number(b))
  const rows = distinct.map((id) => [id, ids.filter((each) => each === id).length])
  return { title: 'entregas', columns: ['evento', 'veces'], key: 'evento', rows }
}

/** Si acaba antes, bien o mal: no acabar es lo que haría quien espera por un bloqueo. */
async function endsWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const { promise: expired, resolve } = Promise.withResolvers<false>()
  const timer = setTimeout(() => resolve(false), ms)
  const ended = promise.then(
    () => true,
    () => true,
  )
  try {
    return await Promise.race([ended, expired])
  } finally {
    clearTimeout(timer)
  }
}

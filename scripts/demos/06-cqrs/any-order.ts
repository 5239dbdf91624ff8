import type { Pool } from 'pg'

import type { OrderEvent } from '../../../solutions/06-cqrs/src/order-event.ts'
import { Adversary } from '../../../workbench/testing/adversary.ts'
import type { Chapter, Stage, World } from '../../../workbench/trace/scenario.ts'
import { buy, cancel, openShop, type Shop } from './shop.ts'

/** Con esta semilla, una cancelación llega antes que su pedido, y el pedido llega después otra vez. */
const seed = 1

const options = [
  'Cancelado, con sus productos',
  'Comprado: se pierde la cancelación',
  'No está',
] as const

type Project = (db: Pool, event: OrderEvent) => Promise<void>

export const naiveProjection: Chapter = {
  title: 'Un proyector que se fía del orden',
  question: {
    ask: 'La cancelación llega antes que su pedido. ¿Cómo queda la lectura?',
    options,
    because:
      'El UPDATE no encuentra ninguna fila y no dice nada. Cuando llega el pedido, entra como nuevo.',
  },
  notes:
    'Es lo primero que escribe todo el mundo, y con un solo consumidor en orden funciona. Pregunta qué error sale en el registro: ninguno. Un UPDATE de cero filas es un éxito.',
  run: (stage, world) => playDisorder(stage, world, () => projectTrusting),
}

export const anyOrder: Chapter = {
  title: 'Duplicados y desorden',
  question: {
    ask: 'Lo mismo, con el proyector de la lección. ¿Cómo queda la lectura?',
    options,
    because:
      'Cada evento es un INSERT … ON CONFLICT que solo toca lo suyo. En cualquier orden y las veces que sea, da lo mismo.',
  },
  notes:
    'La entrega es la misma, con la misma semilla: solo cambia el proyector. Pregunta por qué no vale «gana la versión más nueva»: el pedido tardío se descartaría, y con él sus productos.',
  run: (stage, world) => playDisorder(stage, world, ({ project }) => project),
}

/** Un pedido comprado y cancelado, entregado como no se debe. */
async function playDisorder(
  stage: Stage,
  world: World,
  choose: (shop: Shop) => Project,
): Promise<void> {
  const shop = await openShop(world)
  const project = choose(shop)
  const { orderId } = await shop.handle(buy('compra-1'))
  stage.alias(orderId, 'pedido-1')
  await shop.handle(cancel('cancela-1', orderId))
  await shop.showEvents(stage)
  if (project === shop.project) stage.code('projection.ts', 'project')
  await stage.pause()

  const adversary = new Adversary(seed)
  const delivered = adversary.duplicateLate(adversary.reorder(await shop.events()))
  const order = delivered.map(({ type }) => type.replace('order.', '')).join(' · ')
  stage.note(`Así llegan (semilla ${seed}): ${order}`)
  await stage.pause()

  for (const event of delivered) {
    stage.message('projector', 'reads', `${event.type} v${event.version}`)
    try {
      await project(shop.pool, event)
    } catch (error) {
      stage.fault(
        'projector',
        isDuplicate(error) ? 'clave duplicada: se para' : 'rechaza el evento',
      )
    }
    await shop.showReads(stage)
    await stage.pause()
  }

  const answer = await shop.ask(orderId)
  stage.message('queries', 'client', answer)
  if (answer === 'null') stage.answer(2)
  else stage.answer(answer.startsWith('cancelled') ? 0 : 1)
  await stage.pause()
}

/** La versión ingenua: supone que cada evento llega una vez, y detrás de los anteriores. */
async function projectTrusting(db: Pool, event: OrderEvent): Promise<void> {
  if (event.type === 'order.cancelled') {
    await db.query(
      `UPDATE order_read_models SET status = 'cancelled', version = $2 WHERE id = $1`,
      [event.orderId, event.version],
    )
    return
  }
  const { userId, userEmail, userName, productNames, totalCents } = event.data
  await db.query(
    `INSERT INTO order_read_models
       (id, status, version, user_id, user_email, user_name, product_names, total_cents, created_at)
     VALUES ($1, 'placed', $2, $3, $4, $5, $6, $7, $8)`,
    [
      event.orderId,
      event.version,
      userId,
      userEmail,
      userName,
      productNames,
      totalCents,
      event.occurredAt,
    ],
  )
}

function isDuplicate(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === '23505'
}

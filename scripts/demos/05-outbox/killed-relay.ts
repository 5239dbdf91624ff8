import { join } from 'node:path'

import type { Chapter, World } from '../../../workbench/trace/scenario.ts'
import { nextMessage, startChild } from '../parts/child-process.ts'
import { exitOf } from '../parts/exit-of.ts'
import { until } from '../parts/until.ts'
import { waitFor } from '../parts/wait-for.ts'
import type { FromRelay } from './relay-messages.ts'
import { limits, openShop, type Shop } from './shop.ts'
import { WatchedBroker } from './watched-broker.ts'

const relayProcess = join(import.meta.dirname, 'relay-process.ts')

export const killedRelay: Chapter = {
  title: 'El relay muere a mitad',
  question: {
    ask: 'Muere entre publicar y marcar. ¿Qué hace el siguiente relay?',
    options: [
      'Nada: ese evento ya salió',
      'Lo publica otra vez, con el mismo id',
      'Lo publica otra vez, con otro id',
    ],
    because:
      'La marca no llegó a escribirse, así que para la tabla sigue pendiente. Al menos una vez: repite, y el id permite descartarlo.',
  },
  notes:
    'Es un proceso de verdad y lo matamos con SIGKILL: no hay finally ni apagado ordenado que valga. Pregunta quién tendría que arreglar el duplicado; la respuesta es quien lo recibe, con el id.',
  async run(stage, world) {
    const shop = await openShop(world)
    const broker = new WatchedBroker(shop)
    const orderId = await shop.place('ana@example.com', 'taza', 1_250)
    stage.message('shop', 'database', `pedido ${orderId} + evento`)
    await shop.showOutbox(stage)
    await stage.pause()

    stage.note('El relay A es otro proceso del sistema. Toma el evento y lo publica.')
    const relay = startChild(world, relayProcess, {
      args: [world.source, 'relay-a'],
      env: { DATABASE_URL: world.databaseUrl },
    })
    const published = await waitFor(
      world,
      nextMessage<FromRelay>(relay),
      'el relay no publicó nada',
    )
    if (published.kind === 'failed') throw new Error(published.reason)
    if (published.kind === 'publish') await broker.accept('relay-a', published.message)
    await broker.tell(stage)
    await stage.pause()

    relay.kill('SIGKILL')
    const [, signal] = await waitFor(world, exitOf(relay), 'el proceso no murió')
    stage.fault('relay-a', signal === null ? 'ya había terminado' : `muere: ${signal}`)
    await connectionGone(world, shop)
    await shop.showOutbox(stage)
    if ((await shop.marked()).length === 0) stage.note('Publicado, y nadie lo ha marcado.')
    await stage.pause()

    stage.code('outbox-relay.ts', 'claim')
    await stage.pause()

    const settings = { pool: shop.openPool(), broker: broker.from('relay-b'), ...limits }
    await waitFor(world, shop.relayOnce(settings), 'el relay B no terminó')
    await broker.tellRound(stage, 'relay-b')
    const [first, ...repeated] = broker.ids
    await shop.showOutbox(stage)
    if (repeated.length === 0) stage.answer(0)
    else stage.answer(repeated.every((id) => id === first) ? 1 : 2)
    await stage.pause()

    stage.state('broker', emailsSent(broker.ids))
    stage.note('Al menos una vez + consumidor idempotente: llega dos veces, se envía uno.')
    await stage.pause()
  },
}

/** El correo, que recuerda los ids que ya atendió. */
function emailsSent(ids: readonly string[]) {
  const seen = new Set<string>()
  const rows = ids.map((id, index) => {
    const isNew = !seen.has(id)
    seen.add(id)
    return [index + 1, id, isNew ? 'envía el correo' : 'ya lo hizo: nada']
  })
  return {
    title: 'el correo recuerda ids',
    columns: ['entrega', 'id', 'qué hace'],
    key: 'entrega',
    rows,
  }
}

/** PostgreSQL suelta las filas cuando se entera de que su cliente ya no está, y tarda un instante. */
function connectionGone(world: World, { admin }: Shop): Promise<void> {
  const gone = async () => {
    const { rowCount } = await admin.query(
      `SELECT FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'relay-a'`,
    )
    return rowCount === 0
  }
  return until(world, gone, 'la conexión del relay muerto seguía abierta')
}

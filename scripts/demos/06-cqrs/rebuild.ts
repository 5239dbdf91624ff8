import type { Chapter } from '../../../workbench/trace/scenario.ts'
import { buy, cancel, openShop } from './shop.ts'

export const rebuildReads: Chapter = {
  title: 'Reconstruir la lectura',
  question: {
    ask: 'Alguien borra una fila de la lectura y estropea otra. ¿Qué se ha perdido?',
    options: ['El pedido borrado', 'Los datos estropeados', 'Nada'],
    because:
      'La lectura se deduce de los eventos, y los eventos siguen ahí. Sin reloj ni azar, sale la misma.',
  },
  notes:
    'Pregunta si se atreverían a hacer esto en producción con su tabla de «mis pedidos», y por qué no. La reconstrucción va en una transacción: quien lee ve lo de antes o lo nuevo, nunca la mitad.',
  async run(stage, world) {
    const shop = await openShop(world)
    for (const number of [1, 2]) {
      const { orderId } = await shop.handle(buy(`compra-${number}`))
      stage.alias(orderId, `pedido-${number}`)
      if (number === 2) await shop.handle(cancel('cancela-2', orderId))
    }
    for (const event of await shop.events()) await shop.project(shop.pool, event)
    const before = await shop.readRows()
    await shop.showEvents(stage)
    await shop.showReads(stage)
    await stage.pause()

    await shop.pool.query(`DELETE FROM order_read_models WHERE status = 'cancelled'`)
    await shop.pool.query(`UPDATE order_read_models SET product_names = '{???}', version = 9`)
    stage.fault('reads', 'una fila menos, y otra rota')
    await shop.showReads(stage)
    await stage.pause()

    stage.code('projection.ts', 'rebuild')
    await stage.pause()

    await shop.rebuild(shop.pool)
    stage.message(
      'writes',
      'projector',
      `${(await shop.events()).length} eventos, desde el primero`,
    )
    stage.message('projector', 'reads', 'vacía y vuelve a llenar')
    await shop.showReads(stage)
    const after = await shop.readRows()
    const count = (text: string) => (JSON.parse(text) as unknown[]).length
    if (after === before) stage.answer(2)
    else stage.answer(count(after) < count(before) ? 0 : 1)
    if (after === before) stage.note('Fila por fila, exactamente las de antes.')
    await stage.pause()
  },
}

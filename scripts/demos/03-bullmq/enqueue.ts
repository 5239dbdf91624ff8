import type { Chapter } from '../../../workbench/trace/scenario.ts'
import { MailShop } from './mail-shop.ts'

export const enqueue: Chapter = {
  title: 'Encolar no es enviar',
  question: {
    ask: 'Ana pulsa dos veces «Registrarme». ¿Cuántos correos se encolan para ella?',
    options: ['Uno', 'Dos'],
    because:
      'Su trabajo se llama siempre igual, y mientras siga en Redis la cola no admite otro con ese nombre.',
  },
  notes:
    'No hay ningún worker: nadie envía nada, y aun así no se pierde. Pregunta dónde está el trabajo cuando el proceso de la tienda muere, y qué pasaría si el registro mandara el correo él mismo.',
  async run(stage, world) {
    const shop = await MailShop.open(world, stage)
    stage.code('email-queue.ts', 'enqueue')
    await stage.pause()

    for (const name of ['Ana', 'Ana', 'Luis']) {
      await shop.welcome(name)
      stage.message('shop', 'queue', `bienvenida de ${name}`)
    }
    await shop.show(stage)
    const jobs = await shop.queue.getJobs()
    const forAna = jobs.filter(({ data }) => data.to === 'ana@example.com')
    stage.answer(forAna.length === 1 ? 0 : 1)
    await stage.pause()

    await shop.queue.close()
    stage.fault('shop', 'el proceso se apaga')
    await stage.pause()

    const reopened = shop.openQueue()
    await shop.show(stage, reopened)
    stage.note('Otro proceso abre la cola: los trabajos siguen ahí.')
    await stage.pause()
  },
}

import type { Mailer } from '../../../solutions/03-bullmq/src/ports.ts'
import type { Chapter } from '../../../workbench/trace/scenario.ts'
import { MailShop } from './mail-shop.ts'
import { tellDeadLetters } from './retry.ts'

export const giveUp: Chapter = {
  title: 'Lo imposible no se reintenta',
  question: {
    ask: 'Llega «marta.example.com», sin arroba. ¿Cuántos intentos gasta?',
    options: ['Ninguno', 'Uno', 'Tres'],
    because:
      'Se comprueba al llegar y se lanza UnrecoverableError: BullMQ no gasta los intentos que quedaban.',
  },
  notes:
    'El tipo de TypeScript se quedó en el proceso que encoló: a Redis llega JSON, quizá de otra versión. Pregunta qué diferencia hay entre «421 ocupado» y «no es una dirección», y quién lo decide.',
  async run(stage, world) {
    const shop = await MailShop.open(world, stage)
    const jobId = 'send-marta'
    const data = { to: 'marta.example.com', template: 'welcome', params: {} } as const
    await shop.queue.add('send', data, { jobId, delay: 60_000 })
    stage.message('shop', 'queue', `encola ${jobId}`, { to: data.to })
    await shop.show(stage)
    await stage.pause()

    stage.code('parse-email-job.ts', 'parse')
    await stage.pause()

    const sent: string[] = []
    const mailer: Mailer = { send: async ({ to }) => void sent.push(to) }
    const worker = shop.startWorker(mailer)
    await shop.attempt(worker, jobId)
    for (const to of sent) stage.message('worker', 'mailer', 'envía', { to })
    if (sent.length === 0) stage.fault('worker', 'no se puede enviar')
    await shop.show(stage)
    const attempts = await shop.attemptsOf(jobId)
    stage.answer(Math.min(attempts, 2))
    await stage.pause()

    tellDeadLetters(stage, shop)
    stage.note('Al proveedor no se le ha llamado, y alguien puede mirar por qué.')
    await stage.pause()
  },
}

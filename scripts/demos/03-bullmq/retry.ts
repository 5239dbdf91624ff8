import type { Mailer } from '../../../solutions/03-bullmq/src/ports.ts'
import type { Bar } from '../../../workbench/trace/trace.ts'
import type { Chapter, Stage } from '../../../workbench/trace/scenario.ts'
import { growWait } from './grow-wait.ts'
import { idOf, MailShop } from './mail-shop.ts'

/** Cuántas veces más deprisa que de verdad pasan las esperas. */
const faster = 10

/** Hasta la espera que no existe: que quepa, y que no se vea de antemano cuál falta. */
const scaleMs = 8_000

const options: readonly string[] = ['2 s, 4 s y 8 s', '2 s y 4 s', '2 s y 2 s']

export const retry: Chapter = {
  title: 'Tres intentos, dos esperas',
  question: {
    ask: 'Tres intentos, con retroceso exponencial desde 2 s. ¿Qué esperas hay?',
    options,
    because:
      'El primer intento también cuenta, así que entre tres intentos caben dos esperas. La de 8 s no existe.',
  },
  notes:
    'La espera se lee en Redis y es la de verdad; en pantalla pasa diez veces más deprisa. Pregunta por qué crece, y qué harían trescientos workers que reintentan todos a la vez.',
  async run(stage, world) {
    const shop = await MailShop.open(world, stage)
    await shop.welcome('Luis')
    const jobId = `welcome-${idOf('Luis')}`
    stage.code('email-queue.ts', 'policy')
    await shop.show(stage)
    await stage.pause()

    const keys: string[] = []
    const mailer: Mailer = {
      async send(_email, { idempotencyKey }) {
        keys.push(idempotencyKey)
        throw new Error('421 ocupado')
      },
    }
    const worker = shop.startWorker(mailer)
    stage.note(
      `El worker arranca. Los 5 s de la bienvenida nos los saltamos; las esperas pasan ×${faster}.`,
    )

    const waits: Bar[] = []
    for (let attempt = 1; attempt <= 5; attempt++) {
      await shop.attempt(worker, jobId)
      const key = keys.at(-1)
      if (keys.length === attempt && key !== undefined) {
        stage.message('worker', 'mailer', `intento ${attempt}`, { clave: key })
        stage.fault('mailer', '421 ocupado')
      }
      await shop.show(stage)
      await stage.pause()

      const delay = await shop.delayOf(jobId)
      if (delay === undefined) break
      const wait = { label: `tras el intento ${attempt}`, nominalMs: delay }
      const title = 'espera antes de reintentar'
      await growWait(stage, world, { title, before: waits, ...wait, faster, scaleMs })
      waits.push({ ...wait, ms: delay })
    }

    const option = options.indexOf(secondsOf(waits))
    if (option >= 0) stage.answer(option)
    if (new Set(keys).size === 1) stage.note('Los tres intentos llevan la misma clave.')
    stage.code('email-worker.ts', 'dead-letters')
    await stage.pause()

    tellDeadLetters(stage, shop)
    await stage.pause()
  },
}

export function tellDeadLetters(stage: Stage, shop: MailShop): void {
  for (const { jobId, reason } of shop.deadLetters) {
    stage.message('worker', 'dead-letters', `apunta ${jobId}`, { motivo: reason })
  }
  shop.showDeadLetters(stage)
}

/** «2 s y 4 s». */
function secondsOf(waits: readonly Bar[]): string {
  const seconds = waits.map(({ nominalMs }) => `${nominalMs / 1_000} s`)
  return seconds.join(', ').replace(/, (\S+ s)$/, ' y $1')
}

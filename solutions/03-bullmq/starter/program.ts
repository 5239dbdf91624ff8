import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'

import { createEmailQueue, sendWelcomeEmail } from './email-queue.ts'
import { startEmailWorker } from './email-worker.ts'
import type { DeadLetters, Logger, Mailer } from './ports.ts'
import { redisAddress } from './redis-url.ts'

// Una tienda que manda correos, en tres escenas. `npm start` la ejecuta, esté como esté tu código.

const url = process.env['REDIS_URL']
if (!url) throw new Error('Falta REDIS_URL. Desde la carpeta de la lección: npm start')

function say(who: string, what: string): void {
  console.log(`    ${who.padEnd(11)} ${what}`)
}

const logger: Logger = {
  info: (message) => say('registro', message),
  error: (message, detail) => {
    say('registro', `${message}${detail instanceof Error ? ` (${detail.message})` : ''}`)
  },
}

const traffic = { sending: 0, luisHasFailed: false }

const mailer: Mailer = {
  async send({ to }) {
    traffic.sending++
    try {
      await wait(to.startsWith('eva') ? 300 : 20)
      if (to.startsWith('luis') && !traffic.luisHasFailed) {
        traffic.luisHasFailed = true
        throw new Error('421 servidor ocupado')
      }
      say('correo', `✉ sale para ${to}`)
    } finally {
      traffic.sending--
    }
  },
}

const deadLetters: DeadLetters = {
  record: async ({ jobId, reason }) => say('fallidos', `apunta ${jobId}: ${reason}`),
}

const settings = {
  connection: redisAddress(url),
  prefix: `taller:programa:${randomUUID().slice(0, 8)}`,
  logger,
  mailer,
  deadLetters,
}
const queue = createEmailQueue(settings)

console.log('\n  Ana se registra y pulsa dos veces; Luis, una')
for (const userId of ['1', '1', '2']) {
  const name = userId === '1' ? 'Ana' : 'Luis'
  await sendWelcomeEmail(queue, { userId, name, email: `${name.toLowerCase()}@example.com` })
  say('productor', `encola la bienvenida de ${name}`)
}
await add('marta.example.com', 'Marta')
say('productor', 'encola un correo para «marta.example.com»')
const { waiting = 0, delayed = 0 } = await queue.getJobCounts('waiting', 'delayed')
say('cola', `${waiting + delayed} trabajos: ${waiting} para ya y ${delayed} para luego`)

console.log('\n  Arranca un worker')
const first = startEmailWorker(settings)
first.worker.on('completed', (job) => say('worker', `da por hecho ${job.id}`))
first.worker.on('failed', (job, error) => say('worker', `falla ${job?.id}: ${error.message}`))
await drain()
await first.close()

console.log('\n  Llega un despliegue con un correo a medias')
const second = startEmailWorker(settings)
await add('eva@example.com', 'Eva')
while (traffic.sending === 0) await wait(5)
await second.close()
say(
  'worker',
  `apagado, con ${traffic.sending} ${traffic.sending === 1 ? 'correo' : 'correos'} sin acabar`,
)

await queue.obliterate({ force: true })
await queue.close()
console.log()

/** Un correo sin las comprobaciones ni la espera de sendWelcomeEmail. */
async function add(to: string, name: string): Promise<void> {
  const data = { to, template: 'welcome', params: { name } } as const
  await queue.add('send', data, { jobId: `send-${name.toLowerCase()}` })
}

/** Espera a que la cola se vacíe. Las pausas se cuentan y se adelantan: nadie quiere mirarlas. */
async function drain(): Promise<void> {
  for (;;) {
    const { waiting = 0, active = 0 } = await queue.getJobCounts('waiting', 'active')
    if (waiting + active + traffic.sending > 0) {
      await wait(20)
      continue
    }
    const jobs = await queue.getDelayed()
    if (jobs.length === 0) return
    for (const job of jobs) {
      say('cola', `${job.id} espera ${job.delay / 1000} s (lo adelantamos)`)
      await job.promote()
    }
  }
}

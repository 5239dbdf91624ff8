import { expect, explain, outcomeNow, outcomeOf, test } from '@taller/workbench/testing'

import { sendWelcomeEmail } from '../src/email-queue.ts'
import { EmailWorld, welcome } from './email-world.ts'
import { fate, inBrief, inSpanish, kept, listed } from './in-words.ts'
import { steady } from './job-watch.ts'
import { watchTimers } from './set-timers.ts'

const ana = { userId: 'usr_1', email: 'ana@example.com', name: 'Ana' }

test('sendWelcomeEmail termina cuando Redis ha aceptado el trabajo, y cuenta si no pudo', async ({
  redis,
}) => {
  await using world = await EmailWorld.open(redis)
  const queue = world.createQueue()
  const accepted = Promise.withResolvers<never>()
  accepted.promise.catch(() => {}) // si nadie llega a esperarla, no es un rechazo sin atender
  let asked = 0
  const add = () => {
    asked++
    return accepted.promise
  }
  Object.assign(queue, { add, addBulk: add })

  await outcomeOf(queue.waitUntilReady()) // al conectarse, sus temporizadores no cuentan
  using timers = watchTimers()
  const sending = sendWelcomeEmail(queue, ana)
  const early = await outcomeNow(sending)
  await timers.expire()
  const tired = await outcomeNow(sending)
  accepted.reject(new Error('Redis no responde'))
  const late = await outcomeOf(sending)

  expect(
    // Con un plazo propio puede rendirse antes de que Redis conteste, pero no decir que sí.
    [early.state, tired.state === 'fulfilled' ? 'fulfilled' : 'honest', late.state],
    explain({
      happened:
        early.state === 'fulfilled'
          ? 'sendWelcomeEmail se cumplió antes de que Redis contestara.'
          : early.state === 'rejected'
            ? `sendWelcomeEmail ${fate(early)} antes de que Redis contestara.`
            : tired.state === 'fulfilled'
              ? 'Pasado un tiempo, sendWelcomeEmail se cumplió sin que Redis contestara.'
              : asked === 0
                ? `sendWelcomeEmail ${fate(late)} sin llamar a queue.add ni a queue.addBulk.`
                : 'Redis no aceptó el trabajo y quien llamó no se enteró.',
      expected:
        asked === 0
          ? 'que encole con queue.add (o con addBulk) y lo espere.'
          : 'que espere a queue.add (o a addBulk) y que su error llegue a quien llamó.',
      evidence: [
        ['con queue.add a medias', fate(early)],
        ['y pasado un tiempo', fate(tired)],
        ['con queue.add fallido', fate(late)],
      ],
      why:
        asked === 0 && late.state === 'fulfilled'
          ? 'son quienes ponen en cada trabajo la política de la cola.'
          : 'dirías «te hemos escrito» por un correo que nadie va a mandar.',
    }),
  ).toEqual(['pending', 'honest', 'rejected'])
})

test('la bienvenida queda en la cola con sus datos y sin salir hasta dentro de 5 s', async ({
  redis,
}) => {
  await using world = await EmailWorld.open(redis)

  const outcome = await outcomeOf(sendWelcomeEmail(world.createQueue(), ana))

  expect(
    outcome.state,
    explain({
      happened: `sendWelcomeEmail ${fate(outcome)}.`,
      expected:
        outcome.state === 'pending'
          ? 'que se cumpla con el trabajo ya en la cola: los 5 s los espera el trabajo («delay»).'
          : /custom id/i.test(fate(outcome))
            ? 'un identificador («jobId») sin «:», como «welcome-usr_1».'
            : 'que se cumpla con el trabajo ya en la cola.',
      evidence: [['sendWelcomeEmail', fate(outcome)]],
      why:
        outcome.state === 'pending'
          ? 'quien se registra esperaría delante de la página.'
          : 'nadie recibiría la bienvenida.',
    }),
  ).toBe('fulfilled')
  const [job] = await world.probe.getJobs(['delayed', 'waiting'])
  expect(
    [job?.name, job?.data],
    explain({
      happened: job
        ? 'El trabajo no lleva el nombre o los datos que el worker necesita.'
        : 'sendWelcomeEmail se cumplió y en la cola no hay nada.',
      expected: "un trabajo 'send' con la dirección, la plantilla, y name y userId como params.",
      evidence: [
        ['en la cola', job ? `«${job.name}» ${inBrief(job.data)}` : '(nada)'],
        ['lo esperado', `«send» ${inBrief(welcome)}`],
      ],
      why: 'el worker corre en otro proceso y solo sabe lo que va en el trabajo.',
    }),
  ).toEqual(['send', welcome])
  const [delayed] = await world.probe.getDelayed()
  expect(
    delayed?.delay,
    explain({
      happened: delayed
        ? `El correo espera ${delayed.delay} ms.`
        : 'El correo no espera: cualquier worker libre lo manda ya.',
      expected: 'que quede retrasado («delayed») 5000 ms.',
      evidence: [['estado', inSpanish(delayed ? 'delayed' : 'waiting')]],
      why: 'en esos segundos el registro aún se puede deshacer, y el correo no.',
    }),
  ).toBe(5_000)
})

type Policy = Readonly<Record<'attempts' | 'backoff' | 'completed' | 'failed', string>>

const growth: Readonly<Record<string, string>> = { exponential: 'exponencial', fixed: 'fijas' }

async function policyOf(world: EmailWorld, id: string | undefined): Promise<Policy> {
  const { attempts, backoff, removeOnComplete, removeOnFail } =
    (await world.probe.getJob(String(id)))?.opts ?? {}
  const { type, delay } = Object(backoff) as { type?: string; delay?: number }
  return {
    attempts: String(attempts || 1),
    backoff: type ? `${growth[type] ?? type}, de ${delay ?? 0} ms` : 'ninguna',
    completed: kept(removeOnComplete),
    failed: kept(removeOnFail),
  }
}

test('la bienvenida sigue la política de la cola y no trae una propia', async ({ redis }) => {
  await using world = await EmailWorld.open(redis)
  // No es la de createEmailQueue: copiada en queue.add, esa política se parecería a la de la cola.
  const queue = world.openQueue({
    attempts: 7,
    backoff: { type: 'fixed', delay: 900 },
    removeOnComplete: { count: 20 },
    removeOnFail: { count: 30 },
  })
  await outcomeOf(sendWelcomeEmail(queue, ana))
  const plain = await queue.add('send', welcome, { jobId: 'sin-opciones' })

  const jobs = await world.probe.getJobs(['delayed', 'waiting'])
  const sent = await policyOf(world, jobs.find(({ id }) => id !== plain.id)?.id)
  const usual = await policyOf(world, plain.id)

  const row = (label: string, key: keyof Policy) => {
    const note = sent[key] === usual[key] ? '' : `en la cola: ${usual[key]}`
    return [label, sent[key], note] as const
  }
  expect(
    sent,
    explain({
      happened: 'sendWelcomeEmail encola con una política distinta de la de su cola.',
      expected: 'la de «defaultJobOptions»: lo que va en queue.add pasa por encima.',
      evidence: [
        row('intentos', 'attempts'),
        row('esperas', 'backoff'),
        row('completados', 'completed'),
        row('fallidos', 'failed'),
      ],
      why: 'quien cambie la política en la cola creerá haberla cambiado para todos.',
    }),
  ).toEqual(usual)
})

test('la bienvenida del mismo usuario se encola una sola vez, y la de otro también', async ({
  redis,
}) => {
  await using world = await EmailWorld.open(redis)
  const queue = world.createQueue()

  const outcomes = [
    await outcomeOf(sendWelcomeEmail(queue, { ...ana, userId: '42' })),
    await outcomeOf(sendWelcomeEmail(queue, { ...ana, userId: '42', name: 'Ana María' })),
    await outcomeOf(sendWelcomeEmail(queue, { ...ana, userId: '43' })),
  ]

  const failure = outcomes.find(({ state }) => state !== 'fulfilled')
  expect(
    outcomes.map(({ state }) => state),
    explain({
      happened: `sendWelcomeEmail ${failure ? fate(failure) : 'se cumplió'} con el usuario «42».`,
      expected:
        'que encole: BullMQ no admite un id solo de cifras ni con «:», y «welcome-42» sí vale.',
      evidence: outcomes.map((outcome, index) => [`llamada ${index + 1}`, fate(outcome)]),
      why: 'todos los usuarios con ese identificador se quedarían sin correo.',
    }),
  ).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
  const jobs = await world.probe.getJobs(['delayed', 'waiting'])
  const ids = jobs.map(({ id }) => String(id)).toSorted()
  expect(
    ids,
    explain({
      happened:
        ids.length > 2
          ? `Hay ${ids.length} trabajos para dos usuarios: alguno recibiría dos bienvenidas.`
          : `En la cola hay ${listed(ids)}.`,
      expected: 'un trabajo por usuario: welcome-42 y welcome-43.',
      evidence: [
        ['peticiones', '42 · 42 · 43'],
        ['en la cola', listed(ids)],
      ],
      why: 'quien pulsa dos veces el botón, o reintenta la petición, no quiere dos correos.',
    }),
  ).toEqual(['welcome-42', 'welcome-43'])
})

test('pulsar otra vez no cambia la bienvenida encolada, ni la repite si ya salió', async ({
  redis,
}) => {
  await using world = await EmailWorld.open(redis)
  const queue = world.createQueue()

  await outcomeOf(sendWelcomeEmail(queue, ana))
  await outcomeOf(sendWelcomeEmail(queue, { ...ana, name: 'Ana María' }))
  const queued = (await world.probe.getJob('welcome-usr_1'))?.data
  await world.probe.promoteJobs()
  const sent = await world.openHands().getNextJob('token', { block: false })
  await sent?.moveToCompleted({ sentAt: new Date().toISOString() }, 'token', false)
  await outcomeOf(sendWelcomeEmail(queue, ana))
  const after = await steady(() => world.counts('delayed', 'waiting', 'active', 'completed'), 3)

  expect(
    queued,
    explain({
      happened: 'La segunda pulsación cambió el trabajo que estaba en la cola.',
      expected:
        'que no lo toque: con el mismo identificador, queue.add deja el primero como estaba.',
      evidence: [
        ['tras la primera', inBrief(welcome)],
        ['tras la segunda', inBrief(queued)],
      ],
      why: 'cada pulsación empezaría otra vez los 5 s, y quien insiste no recibiría nada.',
    }),
  ).toEqual(welcome)
  expect(
    after,
    explain({
      happened:
        after.delayed + after.waiting > 0
          ? 'La bienvenida ya había salido y, al pulsar otra vez, se encoló de nuevo.'
          : 'La bienvenida que ya había salido no consta como completada.',
      expected: 'que el trabajo completado siga siendo el de ese usuario, y no haya otro.',
      evidence: [
        ['completados', String(after.completed)],
        ['por salir', String(after.delayed + after.waiting)],
      ],
      why: 'el cliente recibe un correo por cada vez que reintenta la petición.',
    }),
  ).toEqual({ delayed: 0, waiting: 0, active: 0, completed: 1 })
})

test('dos usuarios que se escriben casi igual reciben cada uno su bienvenida', async ({
  redis,
}) => {
  await using world = await EmailWorld.open(redis)
  const queue = world.createQueue()
  const userIds = ['usr_1', 'usr-1', 'USR_1', 'ana@example.com']

  for (const userId of userIds) await outcomeOf(sendWelcomeEmail(queue, { ...ana, userId }))

  const jobs = await world.probe.getJobs(['delayed', 'waiting'])
  const ids = jobs.map(({ id }) => String(id)).toSorted()
  expect(
    ids,
    explain({
      happened:
        ids.length < userIds.length
          ? `Para cuatro usuarios hay ${ids.length} trabajos: alguno se queda sin bienvenida.`
          : 'El identificador no es «welcome-» y el userId tal cual.',
      expected: 'el userId sin cambiar nada: mayúsculas y signos también distinguen.',
      evidence: [
        ['usuarios', listed(userIds)],
        ['en la cola', listed(ids)],
      ],
      why: 'el segundo usuario pasa por repetido, y no recibe ningún correo.',
    }),
  ).toEqual(userIds.map((userId) => `welcome-${userId}`).toSorted())
})

import { expect, explain, outcomeNow, outcomeOf, test } from '@taller/workbench/testing'

import { sendWelcomeEmail } from '../src/email-queue.ts'
import { EmailWorld, welcome } from './email-world.ts'
import { fate, inBrief, inSpanish, kept, listed } from './in-words.ts'

const ana = { userId: 'usr_1', email: 'ana@example.com', name: 'Ana' }

test('sendWelcomeEmail termina cuando Redis ha aceptado el trabajo, y cuenta si no pudo', async ({
  redis,
}) => {
  await using world = await EmailWorld.open(redis)
  const queue = world.createQueue()
  const accepted = Promise.withResolvers<never>()
  accepted.promise.catch(() => {}) // si nadie llega a esperarla, no es un rechazo sin atender
  Object.assign(queue, { add: () => accepted.promise, addBulk: () => accepted.promise })

  const sending = sendWelcomeEmail(queue, ana)
  const early = await outcomeNow(sending)
  accepted.reject(new Error('Redis no responde'))
  const late = await outcomeOf(sending)

  expect(
    [early.state, late.state],
    explain({
      happened:
        early.state === 'pending'
          ? 'Redis no aceptó el trabajo y quien llamó no se enteró.'
          : 'sendWelcomeEmail se cumplió antes de que Redis contestara.',
      expected: 'que espere a queue.add y que su error llegue a quien llamó.',
      evidence: [
        ['con queue.add a medias', fate(early)],
        ['con queue.add fallido', fate(late)],
      ],
      why: 'dirías «te hemos escrito» por un correo que nadie va a mandar.',
    }),
  ).toEqual(['pending', 'rejected'])
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
      expected: 'que se cumpla con el trabajo ya en la cola.',
      why: 'nadie recibiría la bienvenida.',
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

async function policyOf(world: EmailWorld, id: string | undefined): Promise<Policy> {
  const { attempts, backoff, removeOnComplete, removeOnFail } =
    (await world.probe.getJob(String(id)))?.opts ?? {}
  const { type, delay } = Object(backoff) as { type?: string; delay?: number }
  return {
    attempts: String(attempts || 1),
    backoff: type ? `${type} desde ${delay ?? 0} ms` : 'ninguna',
    completed: kept(removeOnComplete),
    failed: kept(removeOnFail),
  }
}

test('la bienvenida sigue la política de la cola y no trae una propia', async ({ redis }) => {
  await using world = await EmailWorld.open(redis)
  const queue = world.createQueue()
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

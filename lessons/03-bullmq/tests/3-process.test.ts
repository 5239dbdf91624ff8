import { expect, explain, test } from '@taller/workbench/testing'

import { EmailWorld, welcome } from './email-world.ts'
import { heard } from './idle.ts'
import { count, inBrief, inSpanish, listed } from './in-words.ts'
import { eventually, steady } from './job-watch.ts'

function neverSent(sendings: number) {
  return {
    happened: `El worker llamó al mailer ${count(sendings, 'vez', 'veces')} y se paró ahí.`,
    expected: 'que tome los trabajos de la cola «email», bajo el «prefix» que recibe.',
    why: 'un trabajo que nadie toma es un correo que no sale, sin ningún error a la vista.',
  }
}

/** El instante de una fecha ISO 8601 con milisegundos y zona; de cualquier otra cosa, NaN. */
function momentOf(date: unknown): number {
  const iso = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,}(?:Z|[+-]\d\d:?\d\d)$/
  return typeof date === 'string' && iso.test(date) ? Date.parse(date) : Number.NaN
}

test('el trabajo sigue activo hasta que el correo ha salido, y su resultado dice cuándo', async ({
  redis,
}) => {
  await using world = await EmailWorld.open(redis)
  const gate = world.gate()
  world.mailer.answer = () => gate.closed
  await world.probe.add('send', welcome, { jobId: 'welcome-1' })

  const { worker } = world.startWorker()
  let ended = false
  worker.on('completed', () => void (ended = true)).on('failed', () => void (ended = true))
  await eventually(
    () => world.sent(),
    (many) => many > 0,
    neverSent,
  )
  await heard(world, () => ended)
  const during = await steady(() => world.probe.getJobState('welcome-1'), 1)
  const releasedAt = Date.now()
  gate.open()
  const after = await eventually(
    () => world.probe.getJobState('welcome-1'),
    (state) => state !== 'active',
    () => ({
      happened: 'El correo salió y el trabajo siguió activo.',
      expected: 'que el trabajo termine cuando termina el envío.',
      why: 'ocupa para siempre uno de los cinco huecos del worker.',
    }),
  )
  const sentAt = (await world.probe.getJob('welcome-1'))?.returnvalue?.sentAt

  expect(
    [during, after],
    explain({
      happened:
        during === 'active'
          ? `El correo salió y el trabajo acabó ${inSpanish(after)}.`
          : `El trabajo ya estaba ${inSpanish(during)} con el correo a medio enviar.`,
      expected: 'que sendEmail espere al mailer: activo mientras trabaja, y completado después.',
      evidence: [
        ['mailer trabajando', inSpanish(during)],
        ['mailer terminado', inSpanish(after)],
      ],
      why: 'si el envío falla cuando el trabajo ya está hecho, nadie lo repite.',
    }),
  ).toEqual(['active', 'completed'])
  expect(
    world.mailer.sendings.map(({ email }) => email),
    explain({
      happened: 'El mailer no recibió el correo que estaba en la cola.',
      expected: 'una sola llamada, con to, template y params.',
      evidence: [
        ['en la cola', inBrief(welcome)],
        ...world.mailer.sendings.map(({ email }) => ['el mailer', inBrief(email)] as const),
      ],
      why: 'la plantilla sale vacía, o el correo llega a otra persona.',
    }),
  ).toEqual([welcome])
  const moment = momentOf(sentAt)
  expect(
    moment >= releasedAt,
    explain({
      happened:
        moment < releasedAt
          ? 'sentAt es de antes de que el correo saliera.'
          : 'Al releer el trabajo, sentAt no es una fecha ISO con milisegundos y zona.',
      expected: 'que sendEmail devuelva { sentAt }, con el momento en que el mailer terminó.',
      evidence: [
        ['el mailer terminó', `desde las ${new Date(releasedAt).toISOString()}`],
        ['sentAt', JSON.stringify(sentAt) ?? '(no está)'],
      ],
      why: 'es lo que se mira cuando alguien dice «no me ha llegado».',
    }),
  ).toBe(true)
})

test('cada worker tiene a la vez cinco correos, y solo cinco', async ({ redis }) => {
  await using world = await EmailWorld.open(redis)
  const gate = world.gate()
  world.mailer.answer = () => gate.closed
  const jobs = Array.from({ length: 7 }, () => ({ name: 'send', data: welcome }))
  await world.probe.addBulk(jobs)

  const { worker } = world.startWorker()
  await eventually(
    () => world.sent(),
    (many) => many > 0,
    neverSent,
  )
  const alone = await steady(() => world.counts('active', 'waiting'))
  world.startWorker()
  const together = await eventually(
    () => world.counts('active', 'waiting'),
    ({ waiting }) => waiting === 0 || alone.active !== 5,
    ({ active, waiting }) => ({
      happened: `Con un segundo worker siguió habiendo ${active} activos y ${waiting} sin tomar.`,
      expected: 'que tome los dos que quedaban: el límite es de cada worker, no de la cola.',
      evidence: [
        ['con un worker', `${alone.active} activos`],
        ['con dos workers', `${active} activos`],
      ],
      why: 'pondrías máquinas para las rebajas y los correos saldrían igual de despacio.',
    }),
  )

  expect(
    alone,
    explain({
      happened:
        alone.active === 0
          ? 'Con el mailer ocupado no había ningún trabajo activo: el worker no lo espera.'
          : `Con 7 trabajos y el mailer ocupado, el worker tenía ${alone.active} a la vez.`,
      expected: 'exactamente 5 activos y 2 esperando.',
      evidence: [['activos · en espera', listed([alone.active, alone.waiting])]],
      why:
        alone.active < 5
          ? 'el mailer casi todo el tiempo espera; de uno en uno, la cola crece sin parar.'
          : 'un proveedor de correo corta a quien abre demasiadas conexiones a la vez.',
    }),
  ).toEqual({ active: 5, waiting: 2 })
  expect(
    worker.concurrency,
    explain({
      happened: `Ahora eran 5, pero el worker admite ${worker.concurrency} trabajos a la vez.`,
      expected:
        '«concurrency: 5»; un «limiter» cuenta los que empiezan por segundo, no los activos.',
      evidence: [['concurrency', String(worker.concurrency)]],
      why: 'con un proveedor lento se irían juntando muchos más de cinco.',
    }),
  ).toBe(5)
  expect(together).toEqual({ active: 7, waiting: 0 })
})

import { expect, explain, test, unhandledDuring } from '@taller/workbench/testing'

import { EmailWorld, welcome } from './email-world.ts'
import { heard, whenIdle } from './idle.ts'
import { impossible } from './impossible-emails.ts'
import { count, listed, reasonOf, told } from './in-words.ts'
import { steady } from './job-watch.ts'
import { differences } from './letter-differences.ts'

const names = Object.keys(impossible)

test('lo que no se puede enviar falla al primer intento y no llega al mailer', async ({
  redis,
}) => {
  await using world = await EmailWorld.open(redis)
  await world.probe.addBulk(
    names.map((jobId) => ({ name: 'send', data: impossible[jobId], opts: { jobId } })),
  )

  world.startWorker()
  await whenIdle(world)

  const failed = (await world.probe.getFailed()).map(({ id }) => String(id))
  const spared = names.filter((name) => !failed.includes(name))
  const retried = (await world.probe.getDelayed()).map(({ id }) => String(id))
  expect(
    spared,
    explain({
      happened:
        retried.length > 0
          ? `${count(retried.length, 'trabajo imposible va', 'trabajos imposibles van')} a reintentarse.`
          : `Consta como enviado lo que nadie puede enviar: ${count(spared.length, 'correo', 'correos')}.`,
      expected: 'UnrecoverableError: otro intento con los mismos datos daría lo mismo.',
      evidence: spared.map((name) => [
        name,
        retried.includes(name) ? 'espera otro intento' : 'dado por enviado',
      ]),
      why: 'los tipos se quedan en quien encola: a Redis llega JSON y puede traer cualquier cosa.',
    }),
  ).toEqual([])
  expect(
    world.mailer.sendings.map(({ email }) => JSON.stringify(email)),
    explain({
      happened: `Se llamó al mailer ${count(world.mailer.sendings.length, 'vez', 'veces')} con datos imposibles.`,
      expected: 'que los datos se comprueben antes de enviar.',
      why: 'el proveedor acaba rechazando también los correos buenos de quien manda muchos malos.',
    }),
  ).toEqual([])
})

test('lo que falla para siempre sin gastar sus intentos se apunta una vez, con su motivo', async ({
  redis,
}) => {
  await using world = await EmailWorld.open(redis)
  const started = [world.startWorker(), world.startWorker()]
  await Promise.all(started.map(({ worker }) => worker.waitUntilReady()))
  await steady(() => world.counts('active'), 60) // y lo demás que escuchen, también
  await world.probe.addBulk([
    {
      name: 'send',
      data: { ...welcome, template: 'newsletter', campaign: 'rebajas' },
      opts: { jobId: 'plantilla' },
    },
    { name: 'send', data: { ...welcome, to: 'ana.example.com' }, opts: { jobId: 'direccion' } },
  ])
  await whenIdle(world)
  const { letters } = world.deadLetters
  await heard(world, () => letters.length > 2) // que apunte de más quien vaya a hacerlo
  await world.steadyLetters()

  const failed = await world.probe.getFailed()
  expect(
    letters.map(({ jobId }) => String(jobId)).toSorted(),
    explain({
      happened:
        failed.length < 2
          ? `De dos trabajos imposibles quedaron fallidos ${failed.length}.`
          : letters.length < 2
            ? `Fallaron dos trabajos con intentos por gastar y se apuntaron ${letters.length}.`
            : `Con dos workers en marcha se apuntaron ${letters.length} fallos de dos trabajos.`,
      expected:
        letters.length > 2
          ? 'uno por trabajo: en src/email-worker.ts, cada worker apunta solo los suyos.'
          : 'uno por trabajo, aunque le quedaran intentos: se apunta en src/email-worker.ts.',
      evidence: [
        ['fallidos', listed(failed.map(({ id }) => id).toSorted())],
        ['apuntados', listed(letters.map(({ jobId }) => jobId).toSorted())],
      ],
      at: failed.length < 2 ? 'parseEmailJob' : 'startEmailWorker',
      why:
        letters.length > 2
          ? 'cada fallo se atendería tantas veces como procesos haya en marcha.'
          : 'lo irrecuperable es justo lo que necesita que alguien lo mire.',
    }),
  ).toEqual(['direccion', 'plantilla'])
  const facts = failed.map(({ id, data, failedReason }) => ({
    jobId: String(id),
    data,
    reason: failedReason,
  }))
  expect(
    differences(letters, facts),
    explain({
      happened: 'Lo apuntado no dice qué trabajo era, con qué datos o por qué falló.',
      expected: '{ jobId, data, reason }: sus datos tal cual y el motivo que consta en BullMQ.',
      evidence: differences(letters, facts),
      at: 'startEmailWorker',
      why: 'con eso se corrige el dato y se vuelve a encolar; sin eso, solo se sabe que faltan.',
    }),
  ).toEqual([])
  const cited = failed.every(({ failedReason }) =>
    /newsletter|ana\.example\.com/.test(failedReason),
  )
  expect(
    cited,
    explain({
      happened: 'El motivo no dice qué dato lo impide.',
      expected: 'que src/parse-email-job.ts cite la plantilla o la dirección que no vale.',
      evidence: failed.map(({ id, failedReason }) => [String(id), failedReason]),
      why: 'quien lo lea tendría que adivinar qué corregir.',
    }),
  ).toBe(true)
})

test('lo que se reintenta se apunta solo tras el último fallo, y una vez', async ({ redis }) => {
  await using world = await EmailWorld.open(redis)
  world.mailer.answer = async ({ to }) => {
    const tries = world.mailer.sendings.filter(({ email }) => email.to === to).length
    throw new Error(`421 servidor ocupado (envío ${tries})`)
  }
  const eva = { ...welcome, to: 'eva@example.com' }
  await world.probe.add('send', welcome, { jobId: 'tres-intentos' })
  await world.probe.add('send', eva, { jobId: 'dos-intentos', attempts: 2 })

  const { worker } = world.startWorker()
  let ended = 0
  for (const event of ['failed', 'completed'] as const) worker.on(event, () => void ended++)
  const recorded: string[][] = []
  let failed = 0
  for (const attempts of [2, 4, 5]) {
    await world.probe.promoteJobs()
    failed = (await whenIdle(world)).failed
    await heard(world, () => ended >= attempts)
    await world.steadyLetters()
    recorded.push(world.deadLetters.letters.map(({ jobId }) => String(jobId)).toSorted())
  }

  expect(
    recorded,
    explain({
      happened:
        failed === 0
          ? 'Tras tres envíos fallidos, ningún trabajo quedó fallido.'
          : recorded[0]?.length || recorded[1]?.includes('tres-intentos')
            ? 'Se apuntó como definitivo un fallo que se iba a reintentar.'
            : recorded.at(-1)?.length === 0
              ? 'Dos trabajos agotaron sus intentos y no se apuntaron en ningún sitio.'
              : recorded[1]?.length === 0
                ? 'Un trabajo con «attempts: 2» se rindió al segundo fallo y no se apuntó.'
                : 'No se apuntó cada uno exactamente una vez, tras su último fallo.',
      expected: 'que src/email-worker.ts apunte solo el último, sea cual sea su número.',
      evidence: recorded.map((ids, index) => [`tras el fallo ${index + 1}`, listed(ids)]),
      at: 'startEmailWorker',
      why:
        recorded[0]?.length || recorded[1]?.includes('tres-intentos')
          ? 'quien lo atienda reenviaría a mano un correo que la cola iba a mandar igual.'
          : 'de un correo perdido que no se apunta no se entera nadie.',
    }),
  ).toEqual([[], ['dos-intentos'], ['dos-intentos', 'tres-intentos']])
  const reasonIn = async (jobId: string) => (await world.probe.getJob(jobId))?.failedReason ?? ''
  const last = [
    { jobId: 'dos-intentos', data: eva, reason: await reasonIn('dos-intentos') },
    { jobId: 'tres-intentos', data: welcome, reason: await reasonIn('tres-intentos') },
  ]
  expect(
    differences(world.deadLetters.letters, last),
    explain({
      happened: 'Lo apuntado no es el trabajo que se rindió, o no dice por qué.',
      expected:
        '{ jobId, data, reason } con el motivo que consta en BullMQ, el del último intento.',
      evidence: differences(world.deadLetters.letters, last),
      at: 'startEmailWorker',
      why: 'con eso se corrige el dato y se vuelve a encolar.',
    }),
  ).toEqual([])
})

test('si no se puede apuntar, se entera el logger y el worker sigue trabajando', async ({
  redis,
}) => {
  await using world = await EmailWorld.open(redis)
  world.deadLetters.answer = async () => {
    throw new Error('disco lleno')
  }

  const unhandled = await unhandledDuring(async () => {
    world.startWorker()
    await world.probe.add('send', { ...welcome, template: 'newsletter' })
    await whenIdle(world)
    await world.probe.add('send', welcome)
    await whenIdle(world)
  })

  expect(
    unhandled.map(reasonOf),
    explain({
      happened: 'deadLetters rechazó y nadie atendió ese error.',
      expected: 'que src/email-worker.ts lo atienda: BullMQ no espera a quien escucha «failed».',
      evidence: unhandled.map((reason) => ['sin atender', reasonOf(reason), 'tumba el proceso']),
      at: 'startEmailWorker',
      why: 'Node termina el proceso, y con él los otros cuatro correos a medias.',
    }),
  ).toEqual([])
  expect(
    [world.logger.errors.includes('disco lleno'), world.mailer.sendings.length],
    explain({
      happened: world.logger.errors.includes('disco lleno')
        ? 'Tras ese fallo, el worker no envió el correo siguiente.'
        : 'No se pudo apuntar el fallo y en logger.error no consta el porqué.',
      expected: 'que el error («disco lleno») llegue a logger.error y el correo siguiente salga.',
      evidence: told(world.logger.lines),
      at: 'startEmailWorker',
      why: 'un trabajo perdido del que no queda constancia no se puede recuperar.',
    }),
  ).toEqual([true, 1])
})

test('un «failed» sin su trabajo no apunta nada y no rompe nada', async ({ redis }) => {
  await using world = await EmailWorld.open(redis)
  const { worker } = world.startWorker()
  const broken: unknown[] = []
  worker.prependListener('error', (error) => broken.push(error)) // ahí acaba lo que lance una escucha

  const unhandled = await unhandledDuring(async () => {
    worker.emit('failed', undefined, new Error('el trabajo atascado ya no está'), 'active')
    await steady(() => world.counts('active'))
  })

  broken.push(...unhandled)
  expect(
    broken.map(reasonOf),
    explain({
      happened: 'Sonó «failed» sin el trabajo, y lo que escucha ese evento se rompió.',
      expected: 'que src/email-worker.ts compruebe que «job» está: si no, no queda qué apuntar.',
      evidence: [
        ['job', 'undefined', 'lo borraron mientras estaba atascado'],
        ...broken.map((error) => ['al escucharlo', reasonOf(error)] as const),
      ],
      at: 'startEmailWorker',
      why: 'un «!» calla a TypeScript y no cambia lo que llega.',
    }),
  ).toEqual([])
  expect(
    world.deadLetters.letters.length,
    explain({
      happened: 'Sonó «failed» sin el trabajo y se apuntó un fallo del que no se sabe nada.',
      expected: 'que no se apunte: no hay jobId ni datos.',
      evidence: world.deadLetters.letters.map((letter) => ['apuntado', JSON.stringify(letter)]),
      at: 'startEmailWorker',
      why: 'quien lo atienda no tendría por dónde empezar.',
    }),
  ).toBe(0)
})

test('lo que sí se puede enviar se envía tal cual, también lo poco común', async ({ redis }) => {
  await using world = await EmailWorld.open(redis)
  const valid = [
    { ...welcome, to: 'Ana+Rebajas@Example.com', params: { name: '' } },
    { ...welcome, to: 'ana@localhost' },
    { ...welcome, template: 'order_confirmation', to: "o'brien@correo.example.com", params: {} },
    { ...welcome, template: 'password_reset', to: 'a@example.com' },
  ]
  await world.probe.addBulk(valid.map((data) => ({ name: 'send', data })))

  world.startWorker()
  await whenIdle(world)

  const sent = world.mailer.sendings.map(({ email }) => email.to)
  const refused = (await world.probe.getFailed()).map(({ failedReason }) => failedReason)
  expect(
    sent.toSorted(),
    explain({
      happened:
        sent.length === valid.length
          ? 'Un correo salió hacia una dirección distinta de la que se encoló.'
          : `De cuatro correos correctos salieron ${sent.length}.`,
      expected: 'los cuatro, sin cambios; se rechaza lo imposible y no lo que parece raro.',
      evidence: [
        ...sent.map((to) => ['enviado', to] as const),
        ...refused.map((why) => ['rechazado', why] as const),
      ],
      why: 'una validación de más deja a clientes de verdad sin sus correos.',
    }),
  ).toEqual(valid.map(({ to }) => to).toSorted())
})

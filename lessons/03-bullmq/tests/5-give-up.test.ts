import { isDeepStrictEqual } from 'node:util'

import { expect, explain, test, unhandledDuring } from '@taller/workbench/testing'

import type { DeadLetter } from '../src/ports.ts'
import { EmailWorld, welcome } from './email-world.ts'
import { count, inBrief, listed, reasonOf } from './in-words.ts'
import { eventually } from './job-watch.ts'

/** Nunca se podrán enviar. El identificador del trabajo dice qué les pasa. */
const impossible: Readonly<Record<string, unknown>> = {
  'template newsletter': { ...welcome, template: 'newsletter' },
  'template constructor': { ...welcome, template: 'constructor' },
  'sin template': { to: welcome.to, params: welcome.params },
  'to ana.example.com': { ...welcome, to: 'ana.example.com' },
  'to ana@': { ...welcome, to: 'ana@' },
  'to @example.com': { ...welcome, to: '@example.com' },
  'to «ana garcía@example.com»': { ...welcome, to: 'ana garcía@example.com' },
  'to ana@casa@example.com': { ...welcome, to: 'ana@casa@example.com' },
  'to con dos líneas': { ...welcome, to: 'ana@example.com\nbcc@example.com' },
  'sin to': { template: 'welcome', params: welcome.params },
  'un número en params': { ...welcome, params: { name: 'Ana', userId: 7 } },
  'params es una lista': { ...welcome, params: ['Ana'] },
  'sin params': { to: welcome.to, template: 'welcome' },
  'datos null': null,
}
const names = Object.keys(impossible)

/** Lo apuntado que no coincide con lo que consta: una fila por campo. */
function differences(
  letters: readonly DeadLetter[],
  facts: readonly DeadLetter[],
): readonly (readonly [label: string, value: string, note: string])[] {
  const shown = (value: unknown) =>
    typeof value === 'string' ? `«${value.slice(0, 30)}»` : inBrief(value)
  return facts.flatMap((fact) => {
    const letter = letters.find(({ jobId }) => jobId === fact.jobId)
    return (['jobId', 'data', 'reason'] as const).flatMap((field) =>
      isDeepStrictEqual(letter?.[field], fact[field])
        ? []
        : [[field, shown(letter?.[field]), `era ${shown(fact[field])}`] as const],
    )
  })
}

/** Los tres estados en los que ya no hay nada en marcha. */
async function whenIdle(world: EmailWorld) {
  return eventually(
    () => world.counts('active', 'waiting', 'delayed', 'failed', 'completed'),
    ({ active, waiting }) => active + waiting === 0,
    ({ active, waiting }) => ({
      happened: `El worker dejó ${active} trabajos activos y ${waiting} sin tomar.`,
      expected: 'que cada intento termine, bien o mal.',
      why: 'un trabajo activo que nadie atiende bloquea un hueco del worker.',
    }),
  )
}

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
          : `Se dieron por enviados ${spared.length} correos que nadie puede enviar.`,
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
  await world.probe.addBulk([
    { name: 'send', data: { ...welcome, template: 'newsletter' }, opts: { jobId: 'plantilla' } },
    { name: 'send', data: { ...welcome, to: 'ana.example.com' }, opts: { jobId: 'direccion' } },
  ])

  world.startWorker()
  await whenIdle(world)
  await world.steadyLetters()
  const { letters } = world.deadLetters

  const failed = await world.probe.getFailed()
  expect(
    letters.map(({ jobId }) => String(jobId)).toSorted(),
    explain({
      happened:
        failed.length < 2
          ? `De dos trabajos imposibles quedaron fallidos ${failed.length}.`
          : letters.length < 2
            ? `Fallaron dos trabajos con intentos por gastar y se apuntaron ${letters.length}.`
            : `Se apuntaron ${letters.length} fallos de dos trabajos.`,
      expected: 'uno por trabajo: es definitivo aunque les quedaran intentos por gastar.',
      evidence: [
        ['fallidos', listed(failed.map(({ id }) => id).toSorted())],
        ['apuntados', listed(letters.map(({ jobId }) => jobId).toSorted())],
      ],
      why: 'lo irrecuperable es justo lo que necesita que alguien lo mire.',
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
      expected: 'un mensaje que cite la plantilla o la dirección que no vale.',
      evidence: failed.map(({ id, failedReason }) => [String(id), failedReason]),
      why: 'quien lo lea tendría que adivinar qué corregir.',
    }),
  ).toBe(true)
})

test('lo que se reintenta se apunta solo tras el último fallo, y una vez', async ({ redis }) => {
  await using world = await EmailWorld.open(redis)
  world.mailer.answer = async () => {
    throw new Error(`421 servidor ocupado (envío ${world.mailer.sendings.length})`)
  }
  await world.probe.add('send', welcome, { jobId: 'welcome-1' })

  world.startWorker()
  const recorded: number[] = []
  let failed = 0
  for (let attempt = 1; attempt <= 3; attempt++) {
    await world.probe.promoteJobs()
    failed = (await whenIdle(world)).failed
    recorded.push(await world.steadyLetters())
  }

  expect(
    recorded,
    explain({
      happened:
        failed === 0
          ? 'Tras tres envíos fallidos, el trabajo no quedó fallido.'
          : (recorded[0] ?? 0) > 0
            ? 'Se apuntó como definitivo un fallo que se iba a reintentar.'
            : recorded.at(-1) === 0
              ? 'El trabajo agotó sus intentos y no se apuntó en ningún sitio.'
              : 'No se apuntó exactamente una vez, tras el último fallo.',
      expected: '«failed» suena en cada intento fallido; se apunta solo el último.',
      evidence: recorded.map((many, index) => [`tras el fallo ${index + 1}`, `${many} apuntados`]),
      why: 'quien lo atienda reenviaría a mano un correo que la cola iba a mandar igual.',
    }),
  ).toEqual([0, 0, 1])
  const last = { jobId: 'welcome-1', data: welcome, reason: '421 servidor ocupado (envío 3)' }
  expect(
    differences(world.deadLetters.letters, [last]),
    explain({
      happened: 'Lo apuntado no es el trabajo que se rindió, o no dice por qué.',
      expected: '{ jobId, data, reason } con el motivo del último intento.',
      evidence: differences(world.deadLetters.letters, [last]),
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
      expected: 'que el worker lo atienda: BullMQ no espera a lo que haces en un «listener».',
      evidence: unhandled.map((reason) => ['sin atender', reasonOf(reason), 'tumba el proceso']),
      why: 'Node acaba el proceso, y con él los otros cuatro correos a medias.',
    }),
  ).toEqual([])
  expect(
    [world.logger.errors.includes('disco lleno'), world.mailer.sendings.length],
    explain({
      happened: world.logger.errors.includes('disco lleno')
        ? 'Tras ese fallo, el worker no envió el correo siguiente.'
        : 'No se pudo apuntar el fallo y en logger.error no consta el porqué.',
      expected: 'que el error («disco lleno») llegue a logger.error y el correo siguiente salga.',
      evidence: [['logger.error', world.logger.errors]],
      why: 'un trabajo perdido del que no queda constancia no se puede recuperar.',
    }),
  ).toEqual([true, 1])
})

test('lo que sí se puede enviar se envía: las tres plantillas y direcciones poco comunes', async ({
  redis,
}) => {
  await using world = await EmailWorld.open(redis)
  const valid = [
    { ...welcome, to: 'ana+rebajas@example.com' },
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
      happened: `De tres correos correctos salieron ${sent.length}.`,
      expected: 'los tres: se rechaza lo que es imposible, no lo que parece raro.',
      evidence: [['enviados', listed(sent)], ...refused.map((why) => ['rechazado', why] as const)],
      why: 'una validación de más deja a clientes de verdad sin sus correos.',
    }),
  ).toEqual(valid.map(({ to }) => to).toSorted())
})

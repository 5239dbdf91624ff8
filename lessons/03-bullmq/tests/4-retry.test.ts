import { expect, explain, test } from '@taller/workbench/testing'

import { sendWelcomeEmail } from '../src/email-queue.ts'
import { EmailWorld, welcome } from './email-world.ts'
import { inSpanish, listed } from './in-words.ts'
import { eventually, steady } from './job-watch.ts'

const ana = { userId: '1', email: 'ana@example.com', name: 'Ana' }

type Attempt = {
  readonly state: string
  readonly wait: number | undefined
  readonly reason: string | undefined
}

// #region promote
/** Adelanta el trabajo retrasado y espera a ver en qué queda ese intento. */
async function nextAttempt(world: EmailWorld): Promise<Attempt> {
  await world.probe.promoteJobs()
  return outcomeOfAttempt(world)
}
// #endregion promote

async function outcomeOfAttempt(world: EmailWorld): Promise<Attempt> {
  const settled = await eventually(
    // En el Redis embebido una cuenta puede pillar un trabajo entre dos listas: se repite.
    () => steady(() => world.counts('active', 'waiting', 'delayed', 'failed', 'completed'), 3),
    ({ active, waiting }) => active + waiting === 0,
    (counts) => ({
      happened: `El intento no terminó: el trabajo seguía ${counts.active ? 'activo' : 'sin tomar'}.`,
      expected: 'que un envío fallido termine su intento y deje el trabajo retrasado o fallido.',
      why: 'un trabajo activo que nadie atiende bloquea un hueco del worker.',
    }),
  )
  const state = (['delayed', 'failed', 'completed'] as const).find((each) => settled[each] > 0)
  const [job] = state ? await world.probe.getJobs([state]) : []
  return {
    state: state ?? 'unknown',
    wait: state === 'delayed' ? job?.delay : undefined,
    reason: job?.failedReason,
  }
}

test('si el correo falla, el trabajo espera 2 s, luego 4 s, y al tercer fallo se rinde', async ({
  redis,
}) => {
  await using world = await EmailWorld.open(redis)
  world.mailer.answer = async () => {
    throw new Error('421 servidor ocupado')
  }
  await sendWelcomeEmail(world.createQueue(), ana)

  world.startWorker()
  const attempts = [await nextAttempt(world), await nextAttempt(world), await nextAttempt(world)]

  const states = attempts.map(({ state, wait }) =>
    wait === undefined ? inSpanish(state) : `${inSpanish(state)} ${wait} ms`,
  )
  expect(
    states,
    explain({
      happened: states.includes('completado')
        ? 'El envío falló y el trabajo acabó completado: BullMQ nunca supo del error.'
        : 'Tras cada fallo, el trabajo no quedó como dice la política.',
      expected: 'retrasado 2000 ms, retrasado 4000 ms y fallido.',
      evidence: states.map((state, index) => [`tras el intento ${index + 1}`, state]),
      why: states.includes('completado')
        ? 'un error que BullMQ no ve es un correo perdido con un visto bueno al lado.'
        : 'casi todos los fallos de un proveedor se arreglan solos en unos segundos.',
    }),
  ).toEqual(['retrasado 2000 ms', 'retrasado 4000 ms', 'fallido'])
  expect(
    world.mailer.sendings.length,
    explain({
      happened: `El mailer recibió ${world.mailer.sendings.length} envíos en 3 intentos.`,
      expected: 'uno por intento: quien repite, y cuándo, es la cola.',
      evidence: [['intentos · envíos', listed([3, world.mailer.sendings.length])]],
      why: 'un bucle propio reintenta sin pausa y multiplica los envíos cuando todo va mal.',
    }),
  ).toBe(3)
  const reasons = attempts.map(({ reason }) => reason ?? '(ninguno)')
  expect(
    reasons.every((reason) => reason.includes('421 servidor ocupado')),
    explain({
      happened: 'En el trabajo fallido no consta por qué falló el mailer.',
      expected: 'el mensaje del error del mailer, dentro de un Error.',
      evidence: reasons.map((reason, index) => [`motivo ${index + 1}`, reason]),
      why: 'quien esté de guardia verá que falló y no sabrá qué arreglar.',
    }),
  ).toBe(true)
})

test('el motivo se conserva aunque el mailer rechace con un texto y no con un Error', async ({
  redis,
}) => {
  await using world = await EmailWorld.open(redis)
  // oxlint-disable-next-line prefer-promise-reject-errors -- así fallan muchos clientes antiguos
  world.mailer.answer = () => Promise.reject('550 buzón lleno')
  await world.probe.add('send', welcome)

  world.startWorker()
  const { state, reason } = await outcomeOfAttempt(world)

  expect(
    [state, reason?.includes('550 buzón lleno') ?? false],
    explain({
      happened:
        state === 'delayed'
          ? `El trabajo quedó retrasado, y el motivo que consta es: ${reason ?? '(ninguno)'}.`
          : `El trabajo quedó ${inSpanish(state)}${state === 'failed' ? ' al primer intento' : ''}.`,
      expected: 'retrasado, con «550 buzón lleno» como motivo, dentro de un Error.',
      evidence: [['el mailer', 'rechazó con el texto «550 buzón lleno»']],
      why:
        state === 'failed'
          ? 'el mailer no promete códigos: quien los lee en un texto pierde correos por un número.'
          : 'de lo que no es un Error, BullMQ no guarda el motivo.',
    }),
  ).toEqual(['delayed', true])
})

test('los intentos de un trabajo llevan la misma clave, y otro trabajo lleva otra', async ({
  redis,
}) => {
  await using world = await EmailWorld.open(redis)
  world.mailer.answer = async () => {
    if (world.mailer.sendings.length === 1) throw new Error('421 servidor ocupado')
  }
  const timestamp = Date.now() // los dos trabajos son del mismo milisegundo
  await world.probe.add('send', welcome, { jobId: 'welcome-1', timestamp })

  world.startWorker()
  await outcomeOfAttempt(world)
  const second = await nextAttempt(world)
  await world.probe.add('send', welcome, { jobId: 'welcome-2', timestamp })
  await outcomeOfAttempt(world)

  expect(
    second.state,
    explain({
      happened: `El segundo intento salió bien y el trabajo quedó ${inSpanish(second.state)}.`,
      expected: 'que se complete: un fallo pasajero no deja huella.',
      why: 'repetir lo que ya ha salido bien manda otro correo.',
    }),
  ).toBe('completed')
  const [first, retried, other] = world.mailer.sendings.map(({ key }) => String(key))
  expect(
    { attempts: first === retried, jobs: first !== other },
    explain({
      happened:
        first === retried
          ? 'Dos trabajos distintos llevan la misma clave: el segundo correo no saldría.'
          : 'El segundo intento llevaba una clave nueva: para el proveedor es otro correo.',
      expected: 'una idempotencyKey por trabajo, la misma en todos sus intentos.',
      evidence: [
        ['welcome-1, intento 1', first ?? '(no hubo)'],
        ['welcome-1, intento 2', retried ?? '(no hubo)'],
        ['welcome-2, intento 1', other ?? '(no hubo)'],
      ],
      why: 'si el proceso muere tras enviar y antes de anotarlo, la cola lo repetirá.',
    }),
  ).toEqual({ attempts: true, jobs: true })
})

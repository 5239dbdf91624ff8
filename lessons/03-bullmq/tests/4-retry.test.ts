import { anotherProcess, expect, explain, test } from '@taller/workbench/testing'

import { sendWelcomeEmail } from '../src/email-queue.ts'
import { EmailWorld, welcome } from './email-world.ts'
import { whenIdle } from './idle.ts'
import { inSpanish, listed } from './in-words.ts'

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
  const settled = await whenIdle(world)
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

test('un «550» también se reintenta: el mailer no promete códigos', async ({ redis }) => {
  await using world = await EmailWorld.open(redis)
  world.mailer.answer = async () => {
    throw Object.assign(new Error('550 buzón lleno'), { code: 'EENVELOPE', responseCode: 550 })
  }
  await world.probe.add('send', welcome)

  world.startWorker()
  const { state, reason } = await outcomeOfAttempt(world)

  expect(
    state,
    explain({
      happened: `El mailer rechazó con un «550» y el trabajo quedó ${inSpanish(state)} al primer intento.`,
      expected: 'retrasado: lo imposible lo deciden los datos, en el paso 5, y no el mailer.',
      evidence: [
        ['el mailer', 'rechazó con un Error, «550 buzón lleno»'],
        ['motivo que consta', reason || '(ninguno)'],
      ],
      why: 'un buzón se vacía: quien lee códigos en un error pierde correos por un número.',
    }),
  ).toBe('delayed')
})

test('los intentos de un trabajo llevan la misma clave, y otro trabajo lleva otra', async ({
  redis,
}) => {
  await using world = await EmailWorld.open(redis)
  world.mailer.answer = async () => {
    if (world.mailer.sendings.length <= 2) throw new Error('421 servidor ocupado')
  }
  const timestamp = Date.now() // los dos trabajos son del mismo milisegundo
  await world.probe.add('send', welcome, { jobId: 'welcome-1', timestamp })

  const { worker } = world.startWorker()
  await outcomeOfAttempt(world)
  await nextAttempt(world)
  await worker.close()
  // Lo que el primero tenía en memoria, también en globalThis, no está.
  using _elsewhere = anotherProcess()
  const elsewhere = await import('../src/email-worker.ts')
  world.startWorker(elsewhere.startEmailWorker)
  const third = await nextAttempt(world)
  await world.probe.add('send', welcome, { jobId: 'welcome-2', timestamp })
  await outcomeOfAttempt(world)

  expect(
    third.state,
    explain({
      happened: `El tercer intento salió bien y el trabajo quedó ${inSpanish(third.state)}.`,
      expected: 'que se complete: un fallo pasajero no deja huella.',
      why: 'repetir lo que ya ha salido bien manda otro correo.',
    }),
  ).toBe('completed')
  const [first, retried, moved, other] = world.mailer.sendings.map(({ key }) => String(key))
  const keys = { attempts: first === retried, processes: retried === moved, jobs: moved !== other }
  expect(
    keys,
    explain({
      happened: !keys.attempts
        ? 'El segundo intento llevaba una clave nueva: para el proveedor es otro correo.'
        : !keys.processes
          ? 'El tercer intento lo hizo otro proceso, y su clave era nueva: estaba en la memoria del primero.'
          : 'Dos trabajos distintos llevan la misma clave: el segundo correo no saldría.',
      expected: keys.processes
        ? 'una idempotencyKey por trabajo, la misma en todos sus intentos.'
        : 'una clave que salga del trabajo, que es lo único que ven los dos procesos.',
      evidence: [
        ['welcome-1, intento 1', first ?? '(no hubo)'],
        ['welcome-1, intento 2', retried ?? '(no hubo)'],
        ['welcome-1, en otro proceso', moved ?? '(no hubo)'],
        ['welcome-2, intento 1', other ?? '(no hubo)'],
      ],
      why:
        keys.attempts && keys.processes
          ? 'el proveedor toma el segundo correo por una repetición del primero, y no lo manda.'
          : 'si el proceso muere tras enviar y antes de anotarlo, la cola lo repetirá en otro.',
    }),
  ).toEqual({ attempts: true, processes: true, jobs: true })
})

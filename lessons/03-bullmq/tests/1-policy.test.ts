import { expect, explain, outcomeOf, test, within } from '@taller/workbench/testing'

import { EmailWorld, welcome } from './email-world.ts'
import { inSpanish, kept, listed, reasonOf, stillOpen } from './in-words.ts'
import { eventually } from './job-watch.ts'
import { watchSockets } from './open-sockets.ts'

type Ladder = {
  readonly waits: readonly number[]
  /** Cómo acabó: un estado de BullMQ, o lo que impidió seguir. */
  readonly end: string
}

type Backoff = { readonly jitter?: number }

/** Hace fallar el primer trabajo una y otra vez, y adelanta cada espera en vez de esperarla. */
async function failUntilTheEnd(world: EmailWorld): Promise<Ladder> {
  const hands = world.openHands()
  const waits: number[] = []
  while (waits.length < 6) {
    const job = await hands.getNextJob('token', { block: false })
    if (!job) {
      const [asleep] = await world.probe.getDelayed()
      return { waits, end: asleep ? 'asleep' : 'lost' }
    }
    const failing = await outcomeOf(job.moveToFailed(new Error('421'), 'token', false))
    if (failing.state === 'rejected') return { waits, end: reasonOf(failing.reason) }
    const [delayed] = await world.probe.getDelayed()
    const state = delayed ? 'delayed' : await world.probe.getJobState(String(job.id))
    if (state !== 'delayed' && state !== 'waiting') return { waits, end: state }
    waits.push(delayed?.delay ?? 0)
    await delayed?.promote()
  }
  return { waits, end: 'endless' }
}

/** Los finales que no son un estado de BullMQ. */
const otherEnds: Readonly<Record<string, string>> = {
  asleep: 'retrasado antes del primer intento',
  lost: 'no se encontró',
  endless: 'seguía reintentándose',
}

function whatHappened({ waits, end }: Ladder, { jitter }: Backoff): string {
  if (end === 'lost') return 'El trabajo no está en la cola: nadie lo encuentra bajo ese «prefix».'
  if (end === 'asleep') {
    return 'Todo trabajo nace retrasado: hay un «delay» en «defaultJobOptions», fuera de «backoff».'
  }
  if (end === 'unknown') return 'El trabajo desapareció al fallar: no queda ni rastro del error.'
  if (end.startsWith('Unknown backoff')) {
    return 'BullMQ no conoce ese tipo de retroceso: el trabajo que falló se quedó activo para siempre.'
  }
  if (end !== 'failed') return `Tras ${waits.length} reintentos el trabajo seguía sin rendirse.`
  if (jitter) return 'Las esperas llevan azar («jitter»): cada vez son otras.'
  if (waits.length === 0) return 'El primer fallo fue el último: no hubo ningún reintento.'
  if (waits.includes(0)) return 'Un reintento llegó sin esperar nada: no hay retroceso.'
  if (waits.length > 2) {
    return `Hubo ${waits.length + 1} intentos: en «attempts» también cuenta el primero.`
  }
  if (waits.length < 2)
    return 'Hubo dos intentos y no tres: en «attempts» también cuenta el primero.'
  if (waits[0] === waits[1]) return 'Las dos esperas fueron iguales: ese retroceso no crece.'
  return `La primera espera es de ${waits[0]} ms: la marca el «delay» de «backoff».`
}

test('los reintentos esperan 2 s y 4 s, y el tercer fallo es el último', async ({ redis }) => {
  await using world = await EmailWorld.open(redis)
  const { opts } = await world.createQueue().add('send', welcome)

  const ladder = await failUntilTheEnd(world)

  expect(
    ladder,
    explain({
      happened: whatHappened(ladder, Object(opts.backoff)),
      expected: 'tres intentos con dos esperas sin azar, de 2000 y 4000 ms, y después «fallido».',
      evidence: [
        ['esperas', listed(ladder.waits.map((ms) => `${ms} ms`))],
        ['final', otherEnds[ladder.end] ?? inSpanish(ladder.end)],
      ],
      why:
        ladder.waits.length === 2
          ? 'quien lea la política tiene que encontrar esas esperas en la cola.'
          : 'un proveedor de correo caído se recupera en segundos; sin pausa, lo hundes tú.',
    }),
  ).toEqual({ waits: [2_000, 4_000], end: 'failed' })
})

test('se conservan los últimos 100 completados y los últimos 500 fallidos', async ({ redis }) => {
  await using world = await EmailWorld.open(redis)
  const { id } = await world.createQueue().add('send', welcome)

  const job = await world.probe.getJob(String(id))

  const keeps = [kept(job?.opts.removeOnComplete), kept(job?.opts.removeOnFail)]
  expect(
    keeps,
    explain({
      happened: keeps.includes('todos')
        ? 'Los trabajos terminados se quedan en Redis sin ningún tope.'
        : 'No se conservan los trabajos que pide la política.',
      expected: '100 completados y 500 fallidos, dicho en la cola y no en cada worker.',
      evidence: [
        ['completados', `se conservan: ${keeps[0]}`],
        ['fallidos', `se conservan: ${keeps[1]}`],
      ],
      why: 'sin tope, Redis se queda sin memoria; sin ninguno, no hay a quién preguntar qué pasó.',
    }),
  ).toEqual(['100', '500'])
})

test('al cerrar la cola no queda abierta ninguna conexión suya', async ({ redis }) => {
  await using world = await EmailWorld.open(redis)
  await world.probe.count()
  using sockets = watchSockets()
  const queue = world.createQueue()
  await queue.add('send', welcome)

  await within(queue.close(), {
    happened: 'La cola no tenía nada a medias y queue.close() no se cumplió.',
    expected: 'que se cumpla.',
    why: 'el proceso que encola no podría terminar.',
  })

  const left = await eventually(
    async () => {
      await world.probe.count()
      return sockets.open
    },
    (open) => open === 0,
    (open) => ({
      happened: `Tras queue.close() ${stillOpen(open)}.`,
      expected: 'ninguna: pasa «connection» tal cual, y BullMQ cerrará la que él abre.',
      evidence: [
        ['las abrió la cola', String(sockets.opened)],
        ['siguen abiertas', String(open)],
      ],
      why: 'BullMQ no cierra una conexión que le das ya abierta, y el proceso no termina.',
    }),
  )
  expect(left).toBe(0)
})

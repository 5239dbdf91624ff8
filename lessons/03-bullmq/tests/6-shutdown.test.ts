import { expect, explain, outcomeNow, test } from '@taller/workbench/testing'

import { expectClosed, expectPending, startClosing, watchBullmq } from './closing.ts'
import { type Emitting, expectErrorsLogged } from './connection-errors.ts'
import { EmailWorld, welcome } from './email-world.ts'
import { heard } from './idle.ts'
import { fate, stillOpen } from './in-words.ts'
import { eventually, steady } from './job-watch.ts'
import { watchSockets } from './open-sockets.ts'
import { watchTimers } from './set-timers.ts'

function notStarted(reached: number) {
  return {
    happened: `Solo llegaron ${reached} correos al mailer.`,
    expected: 'los cinco que caben en el worker.',
    why: 'un worker parado no tiene nada que apagar con cuidado.',
  }
}

test('close espera a los correos a medias y no toma ninguno más', async ({ redis }) => {
  await using world = await EmailWorld.open(redis)
  const gate = world.gate()
  world.mailer.answer = () => gate.closed
  await world.probe.addBulk(Array.from({ length: 6 }, () => ({ name: 'send', data: welcome })))
  const worker = world.startWorker()
  await eventually(
    () => world.sent(),
    (many) => many >= 5,
    notStarted,
  )

  using timers = watchTimers()
  const closing = startClosing(worker)
  const again = startClosing(worker)
  await steady(() => world.counts('active', 'waiting'))
  const during = await outcomeNow(closing)
  const second = await outcomeNow(again)
  await timers.expire()
  const capped = await outcomeNow(closing)
  gate.open()

  expectPending(during, {
    when: 'con el mailer ocupado',
    happened: 'close() se cumplió con cinco correos a medio enviar.',
    expected: 'que espere a que terminen.',
    why: 'el proceso acaba, los correos salen y nadie lo anota: se mandarán otra vez.',
  })
  expectPending(second, {
    when: 'la segunda llamada',
    happened: `La segunda llamada a close() ${fate(second)} con cinco correos a medio enviar.`,
    expected: 'que espere lo mismo que la primera.',
    why: 'quien la hace cree que ya puede acabar el proceso.',
  })
  expectPending(capped, {
    when: 'al vencer sus temporizadores',
    happened: 'Pasado un tiempo, close() se cumplió con cinco correos a medio enviar.',
    expected: 'que espere lo que tarden; el límite lo pone quien llama, y no close().',
    why: 'solo quien llama sabe cuánto puede esperar, y qué cortar después.',
  })
  await expectClosed('first', closing)
  await expectClosed('second', again)
  const after = await world.counts('active', 'waiting', 'completed')
  expect(
    after,
    explain({
      happened:
        after.active > 0
          ? `Tras close() quedaron ${after.active} trabajos activos y sin nadie que los atienda.`
          : 'Mientras se apagaba, el worker tomó un trabajo nuevo.',
      expected: 'los 5 que tenía, completados, y el sexto esperando a otro worker.',
      evidence: [
        ['completados', String(after.completed)],
        ['activos', String(after.active)],
        ['en espera', String(after.waiting)],
      ],
      why: 'un apagado que sigue tomando trabajo no acaba nunca, o lo deja a medias.',
    }),
  ).toEqual({ active: 0, waiting: 1, completed: 5 })
})

test('close espera también a que se apunte un fallo definitivo', async ({ redis }) => {
  await using world = await EmailWorld.open(redis)
  const writing: ReturnType<EmailWorld['gate']>[] = []
  world.deadLetters.answer = () => {
    writing.push(world.gate())
    return writing.at(-1)!.closed
  }
  const lost = { name: 'send', data: { ...welcome, template: 'newsletter' } }
  await world.probe.addBulk([lost, lost])
  const worker = world.startWorker()
  await eventually(
    () => world.counts('active', 'waiting'),
    ({ active, waiting }) => active + waiting === 0 || writing.length > 0,
    () => ({
      happened: 'Los dos trabajos imposibles no acabaron de fallar.',
      expected: 'que fallen al primer intento: es lo que pide el paso 5.',
      why: 'un trabajo activo que nadie atiende bloquea un hueco del worker.',
    }),
  )
  // Quien los apunta de uno en uno empieza el segundo cuando acaba el primero: no llegan a dos.
  await heard(world, () => writing.length === 2)
  const recorded = await world.steadyLetters()
  expect(
    recorded > 0,
    explain({
      happened: 'Fallaron dos trabajos imposibles y no se empezó a apuntar ninguno.',
      expected: 'que se apunten los dos: es lo que pide el paso 5.',
      evidence: [['deadLetters.record', '(ninguna llamada)']],
      why: 'lo irrecuperable es justo lo que necesita que alguien lo mire.',
    }),
  ).toBe(true)

  using timers = watchTimers()
  const bullmq = watchBullmq(worker)
  const closing = startClosing(worker)
  const again = startClosing(worker)
  await heard(world, () => bullmq.closed)
  await steady(() => world.counts('active', 'failed'))
  const during = await outcomeNow(closing)
  const second = await outcomeNow(again)
  await timers.expire()
  const capped = await outcomeNow(closing)
  writing.at(-1)?.open()
  await steady(() => world.counts('active', 'failed'))
  const half = await outcomeNow(closing)
  world.deadLetters.answer = async () => {}
  for (const each of writing) each.open()

  expectPending(during, {
    when: 'con record a medias',
    happened: 'close() se cumplió con un fallo definitivo a medio apuntar.',
    expected: 'que espere también a deadLetters.record.',
    why: 'BullMQ no espera a quien escucha «failed»: el proceso acaba y el trabajo perdido no consta.',
  })
  expectPending(second, {
    when: 'la segunda llamada',
    happened: `La segunda llamada a close() ${fate(second)} con un fallo definitivo a medio apuntar.`,
    expected: 'que espere lo mismo que la primera, también a deadLetters.record.',
    why: 'quien la hace cree que ya puede acabar el proceso, y ese fallo no consta.',
  })
  expectPending(capped, {
    when: 'al vencer sus temporizadores',
    happened: 'Pasado un tiempo, close() se cumplió con un fallo definitivo a medio apuntar.',
    expected: 'que espere lo que tarde record; el límite lo pone quien llama, y no close().',
    why: 'solo quien llama sabe cuánto puede esperar, y qué hacer con lo que no llegó a constar.',
  })
  expectPending(half, {
    when: 'con uno apuntado y otro no',
    happened: 'Con dos fallos definitivos por apuntar, close() solo esperó a uno.',
    expected: 'que espere a todos los deadLetters.record en curso.',
    why: 'en una mala racha fallan varios a la vez, y los demás no constarían.',
  })
  await expectClosed('first', closing)
  await expectClosed('second', again)
})

test('close espera también al fallo definitivo que llega mientras se apaga', async ({ redis }) => {
  await using world = await EmailWorld.open(redis)
  const [sending, writing] = [world.gate(), world.gate()]
  world.mailer.answer = async () => {
    await sending.closed
    throw new Error('421 servidor ocupado')
  }
  world.deadLetters.answer = () => writing.closed
  await world.probe.add('send', welcome, { attempts: 1 })
  const worker = world.startWorker()
  await eventually(
    () => world.sent(),
    (many) => many > 0,
    notStarted,
  )

  using timers = watchTimers()
  const bullmq = watchBullmq(worker)
  const closing = startClosing(worker)
  sending.open()
  await eventually(
    async () => {
      await world.probe.count()
      return { closed: await outcomeNow(closing), recorded: world.deadLetters.letters.length }
    },
    ({ closed, recorded }) => recorded > 0 || closed.state !== 'pending',
    () => ({
      happened: 'Un correo falló por última vez durante el apagado y no se apuntó.',
      expected: 'que se apunte como los demás.',
      why: 'de ese correo perdido no queda constancia.',
    }),
  )
  await heard(world, () => bullmq.closed)
  await steady(() => world.counts('active', 'failed'))
  const during = await outcomeNow(closing)
  await timers.expire()
  const capped = await outcomeNow(closing)
  writing.open()

  expectPending(during, {
    when: 'con ese record a medias',
    happened: 'Un correo falló durante el apagado, y close() no esperó a que se apuntara.',
    expected: 'esperar a los correos y, después, a lo que sus fallos hayan puesto en marcha.',
    why: 'lo que falla al apagar es lo último que se sabrá de ese correo, y se pierde.',
  })
  expectPending(capped, {
    when: 'al vencer sus temporizadores',
    happened:
      'Un correo falló durante el apagado, y close() se cansó de esperar a que se apuntara.',
    expected: 'que espere lo que tarde record; el límite lo pone quien llama, y no close().',
    why: 'lo que falla al apagar es lo último que se sabrá de ese correo, y se pierde.',
  })
  await expectClosed('only', closing)
})

test('tras close no queda ninguna conexión abierta, y repetirlo no hace nada', async ({
  redis,
}) => {
  await using world = await EmailWorld.open(redis)
  await world.probe.add('send', welcome)
  using sockets = watchSockets()
  const worker = world.startWorker()
  await eventually(
    () => world.counts('completed'),
    ({ completed }) => completed > 0,
    () => ({
      happened: 'El correo no salió.',
      expected: 'que el worker lo envíe antes de apagarse.',
      why: 'un worker parado no tiene nada que apagar con cuidado.',
    }),
  )

  await expectClosed('only', startClosing(worker))
  await expectClosed('second', startClosing(worker))

  const left = await eventually(
    async () => {
      await world.probe.count()
      return sockets.open
    },
    (open) => open === 0,
    (open) => ({
      happened: `Tras close() ${stillOpen(open)}.`,
      expected: 'que se cierren todas las que el worker abrió.',
      evidence: [
        ['las abrió el worker', String(sockets.opened)],
        ['siguen abiertas', String(open)],
      ],
      why: 'el proceso no termina, y Redis tiene un máximo de conexiones.',
    }),
  )
  expect(left).toBe(0)
})

test('un error de conexión del worker o de la cola llega al logger', async ({ redis }) => {
  await using world = await EmailWorld.open(redis)
  const { worker } = world.startWorker()
  const queue = world.createQueue()
  const emitters: readonly Emitting[] = [
    { of: 'del worker', emitter: worker, file: 'src/email-worker.ts' },
    { of: 'de la cola', emitter: queue, file: 'src/email-queue.ts' },
  ]

  for (const each of emitters) expectErrorsLogged(world, each)
})

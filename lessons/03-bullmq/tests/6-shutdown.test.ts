import { expect, explain, outcomeNow, test, within } from '@taller/workbench/testing'

import { EmailWorld, welcome } from './email-world.ts'
import { fate, listed } from './in-words.ts'
import { eventually, steady } from './job-watch.ts'
import { watchSockets } from './open-sockets.ts'
import { watchTimers } from './set-timers.ts'

const neverCloses = {
  happened: 'No quedaba nada a medias y close() no se cumplió.',
  expected: 'que se cumpla en cuanto termina lo que estaba en marcha.',
  why: 'tras unos segundos, quien despliega mata el proceso a la fuerza.',
}

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
  const closing = worker.close()
  const again = worker.close()
  await steady(() => world.counts('active', 'waiting'))
  const during = await outcomeNow(closing)
  const second = await outcomeNow(again)
  timers.expire()
  const capped = await outcomeNow(closing)
  gate.open()
  await within(closing, neverCloses)
  const after = await world.counts('active', 'waiting', 'completed')

  expect(
    during.state,
    explain({
      happened: 'close() se cumplió con cinco correos a medio enviar.',
      expected: 'que espere a que terminen.',
      evidence: [['con el mailer ocupado', `close() ${fate(during)}`]],
      why: 'el proceso acaba, los correos salen y nadie lo anota: se mandarán otra vez.',
    }),
  ).toBe('pending')
  expect(
    second.state,
    explain({
      happened: `La segunda llamada a close() ${fate(second)} con cinco correos a medio enviar.`,
      expected: 'que espere lo mismo que la primera.',
      evidence: [['primera', fate(during)]],
      why: 'quien la hace cree que ya puede acabar el proceso.',
    }),
  ).toBe('pending')
  expect(
    capped.state,
    explain({
      happened: 'Pasado un tiempo, close() se cumplió con cinco correos a medio enviar.',
      expected: 'que espere lo que tarden; el límite lo pone quien llama, y no close().',
      evidence: [['al vencer sus temporizadores', `close() ${fate(capped)}`]],
      why: 'solo quien llama sabe cuánto puede esperar, y qué cortar después.',
    }),
  ).toBe('pending')
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
  const gate = world.gate()
  world.deadLetters.answer = () => gate.closed
  await world.probe.add('send', { ...welcome, template: 'newsletter' })
  const worker = world.startWorker()
  await eventually(
    () => world.counts('active', 'waiting'),
    ({ active, waiting }) => active + waiting === 0 || world.deadLetters.letters.length > 0,
    () => ({
      happened: 'El trabajo imposible no acabó de fallar.',
      expected: 'que falle al primer intento: es lo que pide el paso 5.',
      why: 'un trabajo activo que nadie atiende bloquea un hueco del worker.',
    }),
  )
  const recorded = await world.steadyLetters()
  expect(
    recorded,
    explain({
      happened: `El trabajo imposible se apuntó ${recorded} veces en deadLetters.`,
      expected: 'una: es lo que pide el paso 5.',
      why: 'lo irrecuperable es justo lo que necesita que alguien lo mire.',
    }),
  ).toBe(1)

  const closing = worker.close()
  await steady(() => world.counts('active', 'failed'))
  const during = await outcomeNow(closing)
  gate.open()
  await within(closing, neverCloses)

  expect(
    during.state,
    explain({
      happened: 'close() se cumplió con un fallo definitivo a medio apuntar.',
      expected: 'que espere también a deadLetters.record.',
      evidence: [['con record a medias', `close() ${fate(during)}`]],
      why: 'BullMQ no espera a un «listener»: el proceso acaba y el trabajo perdido no consta.',
    }),
  ).toBe('pending')
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

  const closing = worker.close()
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
  await steady(() => world.counts('active', 'failed'))
  const during = await outcomeNow(closing)
  writing.open()
  await within(closing, neverCloses)

  expect(
    during.state,
    explain({
      happened: 'Un correo falló durante el apagado, y close() no esperó a que se apuntara.',
      expected: 'esperar a los correos y, después, a lo que sus fallos hayan puesto en marcha.',
      evidence: [['con ese record a medias', `close() ${fate(during)}`]],
      why: 'lo que falla al apagar es lo último que se sabrá de ese correo, y se pierde.',
    }),
  ).toBe('pending')
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

  await within(worker.close(), neverCloses)
  await within(worker.close(), {
    happened: 'La segunda llamada a close() no se cumplió.',
    expected: 'que se cumpla: ya está cerrado.',
    why: 'una señal de parada llega a menudo dos veces.',
  })

  const left = await eventually(
    async () => {
      await world.probe.count()
      return sockets.open
    },
    (open) => open === 0,
    (open) => ({
      happened: `Tras close() siguen abiertas ${open} de las ${sockets.opened} conexiones del worker.`,
      expected: 'que se cierren todas las que el worker abrió.',
      why: 'el proceso no termina, y Redis tiene un máximo de conexiones.',
    }),
  )
  expect(left).toBe(0)
})

test('un error de conexión del worker o de la cola llega al logger', async ({ redis }) => {
  await using world = await EmailWorld.open(redis)
  const { worker } = world.startWorker()
  const queue = world.createQueue()
  const listening = [worker.listenerCount('error'), queue.listenerCount('error')]

  if (listening[0]) worker.emit('error', new Error('corte del worker'))
  if (listening[1]) queue.emit('error', new Error('corte de la cola'))

  const silent = ['worker', 'cola'].filter((_, index) => listening[index] === 0)
  expect(
    silent,
    explain({
      happened: `Nadie escucha el evento «error» de: ${listed(silent)}.`,
      expected: 'un «listener» en src/email-queue.ts y otro en src/email-worker.ts.',
      evidence: [
        ['worker', `${listening[0]} escuchando`],
        ['cola', `${listening[1]} escuchando`],
      ],
      why: 'con Redis caído nadie lo sabría hasta que un cliente pregunte por su correo.',
    }),
  ).toEqual([])
  const told = ['corte del worker', 'corte de la cola'].filter((each) =>
    world.logger.errors.includes(each),
  )
  expect(
    told,
    explain({
      happened: 'El error de conexión se escucha y no llega a logger.error.',
      expected: 'que llegue con su mensaje: es el registro que alguien mira.',
      evidence: world.logger.lines.map((line) => ['logger.error', line]),
      why: 'un «listener» vacío calla también el aviso que BullMQ habría dado.',
    }),
  ).toEqual(['corte del worker', 'corte de la cola'])
})

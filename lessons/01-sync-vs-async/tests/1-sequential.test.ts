import { expect, explain, outcomeNow, outcomeOf, test } from '@taller/workbench/testing'

import { placeOrderSequential } from '../src/order-service.ts'
import {
  type ServiceName,
  holdServices,
  listed,
  order,
  serviceNames,
  settle,
  spanish,
} from './held-services.ts'
import { carries, inWords } from './in-words.ts'

test('el pedido pasa por inventario, correo y factura, una vez y en ese orden', async () => {
  const { services, startedNames, received } = holdServices()

  const outcome = await outcomeOf(placeOrderSequential(order, services))

  expect(
    startedNames(),
    explain({
      happened: `Las llamadas fueron ${listed(startedNames())}; placeOrderSequential ${inWords(outcome)}.`,
      expected: 'inventory · email · invoice, una vez cada uno.',
      why: 'no se manda un correo ni se cobra una factura de algo que no está en el almacén.',
    }),
  ).toEqual(['inventory', 'email', 'invoice'])
  expect(
    received,
    explain({
      happened: 'Algún servicio no recibió el pedido, sino otra cosa.',
      expected: 'los tres reciben el mismo pedido completo que recibió placeOrderSequential.',
      evidence: received.map((given, index) => [
        startedNames()[index] ?? '',
        String(given?.orderId),
      ]),
      why: 'sin las líneas ni el correo del pedido, el servicio tendría que ir a buscarlos.',
    }),
  ).toEqual([order, order, order])
})

const stages: readonly { held: ServiceName; soFar: readonly string[] }[] = [
  { held: 'inventory', soFar: ['inventory'] },
  { held: 'email', soFar: ['inventory', 'email'] },
]

for (const { held, soFar } of stages) {
  test(`con ${spanish[held]} a medias no ha empezado el siguiente servicio`, async () => {
    const world = holdServices(held)

    const reply = placeOrderSequential(order, world.services)
    const early = await outcomeNow(reply)
    const started = world.startedNames()
    world[held].release()
    await outcomeOf(reply)

    const tooSoon = started.filter((name) => !soFar.includes(name))
    expect(
      started,
      explain({
        happened:
          tooSoon.length > 0
            ? `Con ${spanish[held]} a medias, ya había empezado ${tooSoon.join(' y ')}: nadie esperó a ${held}.`
            : `Con ${spanish[held]} a medias, las llamadas eran ${listed(started)}; placeOrderSequential ${inWords(early)}.`,
        expected: `que el siguiente empiece cuando ${held} termina, ni antes ni a la vez.`,
        evidence: [['empezados', listed(started)]],
        why: `si ${held} acaba fallando, lo que vino después ya está hecho y hay que deshacerlo.`,
      }),
    ).toEqual(soFar)
  })
}

test('la respuesta llega cuando termina la factura, y dice «completed»', async () => {
  const { services, invoice } = holdServices('invoice')

  const reply = placeOrderSequential(order, services)
  const early = await outcomeNow(reply)
  invoice.release()
  const outcome = await outcomeOf(reply)

  expect(
    early.state,
    explain({
      happened: `Con la factura a medias, placeOrderSequential ya ${inWords(early)}.`,
      expected: 'que espere también a la factura.',
      why: '«completed» promete que está todo hecho, y si la factura falla ya nadie se entera.',
    }),
  ).toBe('pending')
  expect(
    outcome,
    explain({
      happened: `Con los tres servicios terminados, placeOrderSequential ${inWords(outcome)}.`,
      expected: `{ orderId: '${order.orderId}', status: 'completed' }.`,
      why: 'el cliente necesita saber qué pedido es el suyo y que no queda nada por hacer.',
    }),
  ).toEqual({ state: 'fulfilled', value: { orderId: order.orderId, status: 'completed' } })
})

for (const [position, failing] of serviceNames.entries()) {
  test(`si falla ${spanish[failing]}, no se sigue y el error llega a quien llamó`, async () => {
    const world = holdServices(failing)
    const boom = new Error(`${failing} no responde`)
    world[failing].fail(boom)

    const outcome = await settle(() => placeOrderSequential(order, world.services))

    expect(
      world.startedNames(),
      explain({
        happened: `Al fallar ${failing}, las llamadas fueron ${listed(world.startedNames())}.`,
        expected: `que el fallo de ${failing} pare la fila: nadie más empieza.`,
        why: 'seguir como si nada deja a medio hacer un pedido que el cliente cree fallido.',
      }),
    ).toEqual(serviceNames.slice(0, position + 1))
    expect(
      carries(outcome, boom),
      explain({
        happened: `${failing} falló con «${boom.message}» y placeOrderSequential ${inWords(outcome)}: el error se perdió por el camino.`,
        expected: 'que falle con ese mismo error, o con otro que lo lleve en «cause».',
        why: 'quien llamó daría por bueno un pedido que no lo está.',
      }),
    ).toBe(true)
  })
}

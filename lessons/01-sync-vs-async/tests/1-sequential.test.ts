import { expect, explain, outcomeNow, outcomeOf, test } from '@taller/workbench/testing'

import { placeOrderSequential } from '../src/order-service.ts'
import {
  calledAgain,
  holdServices,
  listed,
  notCalled,
  order,
  type ServiceName,
  serviceNames,
  settle,
  spanish,
} from './held-services.ts'
import { carries, errorLost, inWords } from './in-words.ts'

test('el pedido pasa por inventario, correo y factura, una vez y en ese orden', async () => {
  const { services, startedNames, received } = holdServices()

  const outcome = await outcomeOf(placeOrderSequential(order, services))

  const started = startedNames()
  expect(
    started,
    explain({
      happened:
        started.length === 0
          ? 'No se llamó a ningún servicio.'
          : 'Las llamadas no fueron las tres, una vez cada una y en orden.',
      expected: 'inventory · email · invoice.',
      evidence: [
        ['llamadas', listed(started)],
        ['la función', inWords(outcome)],
      ],
      why: serviceNames.some((name) => !started.includes(name))
        ? notCalled
        : started.length > 3
          ? calledAgain
          : 'no se manda un correo ni se cobra una factura de algo que no está en el almacén.',
    }),
  ).toEqual(['inventory', 'email', 'invoice'])
  expect(
    received,
    explain({
      happened: 'Algún servicio no recibió el pedido, sino otra cosa.',
      expected: 'los tres reciben el mismo pedido que recibió placeOrderSequential.',
      evidence: received.map((given, index) => [started[index] ?? '', String(given?.orderId)]),
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
            ? `Con ${spanish[held]} a medias, ya ${tooSoon.length === 1 ? 'había' : 'habían'} empezado ${tooSoon.map((name) => spanish[name as ServiceName]).join(' y ')}: nadie lo esperó.`
            : `Con ${spanish[held]} a medias, falta alguna llamada.`,
        expected: `que el siguiente empiece cuando termina ${spanish[held]}, ni antes ni a la vez.`,
        evidence: [
          ['empezados', listed(started)],
          ['la función', inWords(early)],
        ],
        why:
          tooSoon.length > 0
            ? `si ${spanish[held]} acaba fallando, lo que vino después ya está hecho y hay que deshacerlo.`
            : notCalled,
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
      evidence: [
        ['invoice', 'a medias'],
        ['la función', inWords(early)],
      ],
      why:
        early.state === 'rejected'
          ? 'quien llamó da por fallido un pedido en el que aún se trabaja.'
          : '«completed» promete que está todo hecho, y si la factura falla ya nadie se entera.',
    }),
  ).toBe('pending')
  expect(
    outcome,
    explain({
      happened: 'Con los tres servicios terminados, la respuesta no es la que promete el paso.',
      expected: `{ orderId: '${order.orderId}', status: 'completed' }.`,
      evidence: [['la función', inWords(outcome)]],
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

    const started = world.startedNames()
    const again = started.filter((name) => name === failing).length > 1
    expect(
      started,
      explain({
        happened: again
          ? `Falló ${spanish[failing]} y se le volvió a llamar: las llamadas fueron ${listed(started)}.`
          : `Al fallar ${spanish[failing]}, las llamadas fueron ${listed(started)}.`,
        expected: again
          ? 'una llamada a cada servicio: aquí no se reintenta.'
          : 'que ese fallo pare la fila: nadie más empieza.',
        evidence: [
          [failing, `falló con «${boom.message}»`],
          ['la función', inWords(outcome)],
        ],
        why: again
          ? 'el fallo pudo llegar con el trabajo ya hecho: repetirlo es descontar o cobrar dos veces.'
          : started.length > position
            ? 'seguir como si nada deja a medio hacer un pedido que el cliente cree fallido.'
            : notCalled,
      }),
    ).toEqual(serviceNames.slice(0, position + 1))
    expect(
      carries(outcome, boom),
      explain({
        ...errorLost(
          {
            ...{ source: failing, named: spanish[failing], error: boom },
            caller: 'placeOrderSequential',
            lost: 'quien llamó daría por bueno un pedido que no lo está.',
          },
          outcome,
        ),
      }),
    ).toBe(true)
  })
}

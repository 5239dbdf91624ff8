import {
  expect,
  explain,
  outcomeNow,
  outcomeOf,
  test,
  turns,
  unhandledDuring,
} from '@taller/workbench/testing'

import { placeOrderParallel } from '../src/order-service.ts'
import { holdServices, listed, order, serviceNames, settle, spanish } from './held-services.ts'
import { carries, errorLost, inWords, reasonOf } from './in-words.ts'

test('los tres servicios empiezan aunque ninguno haya terminado', async () => {
  const { services, startedNames, received, inventory, email, invoice } = holdServices(
    ...serviceNames,
  )

  const reply = placeOrderParallel(order, services)
  const early = await outcomeNow(reply)
  const started = startedNames()
  const missing = serviceNames.filter((name) => !started.includes(name))
  for (const service of [inventory, email, invoice]) service.release()
  await outcomeOf(reply)

  expect(
    started.toSorted(),
    explain({
      happened:
        started.length === 1
          ? `Solo empezó ${started[0]}; los demás aguardan a que termine, como en la fila del paso 1.`
          : missing.length > 0
            ? `Con los tres retenidos, falta por empezar: ${listed(missing)}.`
            : 'Con los tres retenidos, alguno había empezado más de una vez.',
      expected: 'que los tres, una vez cada uno, empiecen sin esperar a ningún otro.',
      evidence: [
        ['empezados', listed(started)],
        ['la función', inWords(early)],
      ],
      why: 'si uno espera a otro, el cliente paga la suma de las esperas y no solo la mayor.',
    }),
  ).toEqual(['email', 'inventory', 'invoice'])
  expect(
    received,
    explain({
      happened: 'Algún servicio no recibió el pedido, sino otra cosa.',
      expected: 'los tres reciben el mismo pedido que recibió placeOrderParallel.',
      evidence: received.map((given, index) => [started[index] ?? '', String(given?.orderId)]),
      why: 'sin las líneas ni el correo del pedido, el servicio tendría que ir a buscarlos.',
    }),
  ).toEqual([order, order, order])
})

for (const slowest of serviceNames) {
  test(`si lo más lento es ${spanish[slowest]}, la respuesta lo espera y dice «completed»`, async () => {
    const world = holdServices(slowest)

    const reply = placeOrderParallel(order, world.services)
    const early = await outcomeNow(reply)
    world[slowest].release()
    const outcome = await outcomeOf(reply)

    expect(
      early.state,
      explain({
        happened: `Con ${spanish[slowest]} a medias, placeOrderParallel ${inWords(early)}: no esperó al más lento.`,
        expected: 'que responda cuando hayan terminado los tres.',
        evidence: [
          [slowest, 'a medias'],
          ['la función', inWords(early)],
        ],
        why: '«completed» promete que está todo hecho; si el lento falla, ya nadie se entera.',
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
}

for (const failing of serviceNames) {
  test(`si falla ${spanish[failing]}, falla el pedido entero`, async () => {
    const world = holdServices(failing)
    const boom = new Error(`${failing} no responde`)
    world[failing].fail(boom)

    const outcome = await settle(() => placeOrderParallel(order, world.services))

    const started = world.startedNames()
    expect(
      started.toSorted(),
      explain({
        happened:
          started.length > 3
            ? `Falló ${failing} y se le volvió a llamar: las llamadas fueron ${listed(started)}.`
            : `Al fallar ${failing}, las llamadas fueron ${listed(started)}.`,
        expected: 'una llamada a cada servicio, falle quien falle: aquí no se reintenta.',
        evidence: [[failing, `falló con «${boom.message}»`]],
        why: 'el fallo pudo llegar con el trabajo ya hecho: repetirlo es descontar o cobrar dos veces.',
      }),
    ).toEqual(['email', 'inventory', 'invoice'])
    expect(
      carries(outcome, boom),
      explain({
        ...errorLost(failing, boom, 'placeOrderParallel', outcome),
        why: 'a la vez no es desacoplado: el pedido sigue dependiendo de los tres.',
      }),
    ).toBe(true)
  })
}

test('también falla el pedido si lo que se lanza no es un Error', async () => {
  const { services, email } = holdServices('email')
  email.fail('buzón lleno')

  const outcome = await settle(() => placeOrderParallel(order, services))

  expect(
    outcome.state,
    explain({
      happened: 'email rechazó con un texto, que no es un Error, y el pedido no falló.',
      expected: 'que falle el pedido: en JavaScript se puede lanzar cualquier cosa.',
      evidence: [
        ['email', 'falló con «buzón lleno»'],
        ['la función', inWords(outcome)],
      ],
      why: 'hay librerías que rechazan con un texto o con un código, y ese fallo también cuenta.',
    }),
  ).toBe('rejected')
})

test('un fallo mientras otro servicio trabaja no se queda sin nadie que lo atienda', async () => {
  const { services, inventory, email, invoice } = holdServices(...serviceNames)
  const boom = new Error('email no responde')
  const alsoBoom = new Error('invoice no responde')
  let reply: Promise<unknown> = Promise.resolve()

  const unhandled = await unhandledDuring(async () => {
    reply = placeOrderParallel(order, services)
    void outcomeNow(reply)
    email.fail(boom)
    invoice.fail(alsoBoom)
    await turns()
    inventory.release()
    await outcomeOf(reply)
  })

  const outcome = await outcomeNow(reply)
  expect(
    unhandled.map(reasonOf),
    explain({
      happened: 'El correo falló con el inventario aún trabajando, y nadie atendía esa promesa.',
      expected: 'que las tres promesas tengan quien las atienda desde que empiezan.',
      evidence: unhandled.map((reason) => [
        'unhandledRejection',
        reasonOf(reason),
        'tumba el proceso',
      ]),
      why: 'Node acaba el proceso ante un rechazo sin atender: caen todos los pedidos en curso.',
    }),
  ).toEqual([])
  expect(
    carries(outcome, boom) || carries(outcome, alsoBoom),
    explain({
      ...errorLost('email', boom, 'placeOrderParallel', outcome),
      why: 'a la vez no es desacoplado: el pedido sigue dependiendo de los tres.',
    }),
  ).toBe(true)
})

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
          ? `Solo empezó ${spanish[started[0] as ServiceName]}; los demás aguardan a que termine, como en la fila del paso 1.`
          : missing.length > 0
            ? `Con los tres retenidos, falta por empezar: ${listed(missing)}.`
            : 'Con los tres retenidos, alguno había empezado más de una vez.',
      expected: 'que los tres, una vez cada uno, empiecen sin esperar a ningún otro.',
      evidence: [
        ['empezados', listed(started)],
        ['la función', inWords(early)],
      ],
      why:
        started.length === 0
          ? notCalled
          : missing.length > 0
            ? 'si uno espera a otro, el cliente paga la suma de las esperas y no solo la mayor.'
            : calledAgain,
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
        why:
          early.state === 'rejected'
            ? 'quien llamó da por fallido un pedido en el que aún se trabaja.'
            : '«completed» promete que está todo hecho; si el lento falla, ya nadie se entera.',
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
            ? `Falló ${spanish[failing]} y se le volvió a llamar: las llamadas fueron ${listed(started)}.`
            : `Al fallar ${spanish[failing]}, las llamadas fueron ${listed(started)}.`,
        expected: 'una llamada a cada servicio, falle quien falle: aquí no se reintenta.',
        evidence: [[failing, `falló con «${boom.message}»`]],
        why:
          started.length > 3
            ? 'el fallo pudo llegar con el trabajo ya hecho: repetirlo es descontar o cobrar dos veces.'
            : notCalled,
      }),
    ).toEqual(['email', 'inventory', 'invoice'])
    expect(
      carries(outcome, boom),
      explain({
        ...errorLost(
          {
            ...{ source: failing, named: spanish[failing], error: boom },
            caller: 'placeOrderParallel',
            lost: 'a la vez no es desacoplado: el pedido sigue dependiendo de los tres.',
          },
          outcome,
        ),
      }),
    ).toBe(true)
  })
}

const oddReasons: readonly (readonly [name: string, reason: unknown])[] = [
  ['un texto', 'buzón lleno'],
  ['un texto vacío', ''],
  ['undefined', undefined],
  ['null', null],
  ['un cero', 0],
]

for (const [name, reason] of oddReasons) {
  test(`también falla el pedido si lo que se lanza es ${name} y no un Error`, async () => {
    const { services, email } = holdServices('email')
    email.fail(reason)

    const outcome = await settle(() => placeOrderParallel(order, services))

    expect(
      outcome.state,
      explain({
        happened: `El correo rechazó con ${name}, que no es un Error, y el pedido no falló.`,
        expected: 'que falle el pedido: lo que dice si falló es que rechace, no con qué.',
        evidence: [
          ['email', `rechazó con ${JSON.stringify(reason)}`],
          ['la función', inWords(outcome)],
        ],
        why: 'hay librerías que rechazan con un texto, un código o nada, y ese fallo también cuenta.',
      }),
    ).toBe('rejected')
  })
}

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
      why: 'Node termina el proceso ante un rechazo sin atender: caen todos los pedidos en curso.',
    }),
  ).toEqual([])
  expect(
    carries(outcome, boom) || carries(outcome, alsoBoom),
    explain({
      ...errorLost(
        {
          ...{ source: 'email', named: 'el correo', error: boom },
          caller: 'placeOrderParallel',
          lost: 'a la vez no es desacoplado: el pedido sigue dependiendo de los tres.',
        },
        outcome,
      ),
    }),
  ).toBe(true)
})

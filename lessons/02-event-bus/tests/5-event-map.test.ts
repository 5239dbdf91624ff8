import { expect, explain, test, type TypeProblem } from '@taller/workbench/testing'

import { expectOwnCodeCompiles } from './own-code.ts'

const header = [
  `import type { ShopEvents } from '#lesson/shop-events.ts'`,
  `declare const placed: ShopEvents['order.placed']`,
  `declare const cancelled: ShopEvents['order.cancelled']`,
]
const right = [
  `const a: ShopEvents['order.placed'] = { orderId: '1', email: 'a@example.com', totalCents: 1 }`,
  `const b: ShopEvents['order.cancelled'] = { orderId: '1', reason: 'talla' }`,
]
const wrong = [
  `type Typo = ShopEvents['order.plazed']`,
  `const c: ShopEvents['order.placed'] = { orderId: '1', email: 'a@example.com' }`,
  `const d: ShopEvents['order.placed'] = { orderId: '1', email: '', totalCents: '49,99' }`,
  `const e: ShopEvents['order.cancelled'] = { orderId: '1' }`,
  `const f: ShopEvents['order.cancelled'] = { orderId: 1, reason: 'talla' }`,
  `const g: ShopEvents['order.cancelled'] = { orderId: '1', reason: null }`,
  `const h: ShopEvents['order.placed'] = { orderId: null, email: '', totalCents: 1 }`,
  `const i: ShopEvents['order.placed'] = { orderId: '1', email: null, totalCents: 1 }`,
]
type Spare = readonly [what: string, code: string]
/** Solo compila si, quitado lo que dice el README, no queda nada. */
const spare: readonly Spare[] = [
  [
    'un evento',
    `const j: [Exclude<keyof ShopEvents, 'order.placed' | 'order.cancelled'>] extends [never] ? 1 : 0 = 1`,
  ],
  [
    'un dato en «order.placed»',
    `const k: [Exclude<keyof typeof placed, 'orderId' | 'email' | 'totalCents'>] extends [never] ? 1 : 0 = 1`,
  ],
  [
    'un dato en «order.cancelled»',
    `const l: [Exclude<keyof typeof cancelled, 'orderId' | 'reason'>] extends [never] ? 1 : 0 = 1`,
  ],
]
/** Cada dato, con su tipo: solo compila si el mapa no admite ningún otro además de ese. */
const exact = [
  `const m: string = placed.orderId`,
  `const n: string = placed.email`,
  `const o: number = placed.totalCents`,
  `const p: string = cancelled.orderId`,
  `const q: string = cancelled.reason`,
]
const mutation = [
  `placed.orderId = '2'`,
  `placed.email = 'b@example.com'`,
  `placed.totalCents = 0`,
  `cancelled.orderId = '2'`,
  `cancelled.reason = ''`,
]
const lines = [
  ...[...header, ...right, ...exact, ...wrong, ...mutation],
  ...spare.map(([, code]) => code),
]

// El compilador es otro proceso: en una máquina ocupada puede tardar más que un test corriente.
const patient = { timeout: 30_000 }

test('el mapa compila', patient, async ({ checkTypes }) => {
  await expectOwnCodeCompiles(await checkTypes(lines.join('\n')))
})

test(
  'el mapa tiene los dos eventos de la tienda, cada uno con su payload',
  patient,
  async ({ checkTypes }) => {
    const problems = await checkTypes(lines.join('\n'))

    const complaints = problems.flatMap((problem): [string, string][] => {
      const code = problem.where === 'probe' ? lines[problem.line - 1] : undefined
      if (code === undefined || !(header.includes(code) || right.includes(code))) return []
      return [
        ['no compila', code],
        [problem.code, problem.message],
      ]
    })
    expect(
      complaints,
      explain({
        happened: complaints.some(([, text]) => text.includes(`['order.cancelled']`))
          ? 'El mapa no describe «order.cancelled» con { orderId, reason }.'
          : 'El mapa no describe «order.placed» con { orderId, email, totalCents }.',
        expected: 'ShopEvents asigna a cada nombre su payload, con los campos que dice el README.',
        evidence: complaints,
        why: 'el mapa es el contrato entre quien publica y quien escucha: lo que no está, no existe.',
      }),
    ).toEqual([])
  },
)

test('el mapa no admite otros nombres ni payloads incompletos', patient, async ({ checkTypes }) => {
  const problems = await checkTypes(lines.join('\n'))
  const accepted = notRejected(wrong, problems)
  const fine = notRejected(
    spare.map(([, code]) => code),
    problems,
  )
  const extra = spare.filter(([, code]) => !fine.includes(code)).map(([what]) => what)
  const accurate = notRejected(exact, problems)
  const loose = exact.filter((code) => !accurate.includes(code))

  expect(
    accepted,
    explain({
      happened: accepted.some((code) => code.includes('plazed'))
        ? 'El mapa acepta «order.plazed», una errata: está abierto a cualquier nombre.'
        : 'El mapa acepta un payload al que le falta un dato o que lo trae de otro tipo.',
      expected: 'solo esos dos eventos, con todos sus campos obligatorios y de su tipo.',
      evidence: accepted.map((code) => ['compila', code]),
      why: 'lo que el mapa deja pasar no lo podrá parar el bus.',
    }),
  ).toEqual([])
  expect(
    loose,
    explain({
      happened: 'El mapa admite en un dato algo más que su tipo.',
      expected: 'que totalCents sea siempre un número, y los demás, siempre cadenas.',
      evidence: loose.map((code) => ['no compila', code]),
      why: 'quien lee el dato cuenta con su tipo: con otro, falla en quien escucha, lejos de aquí.',
    }),
  ).toEqual([])
  expect(
    extra,
    explain({
      happened: 'El mapa describe algo más de lo que puede pasar en la tienda.',
      expected: 'solo esos dos eventos, y en cada uno solo los campos que dice el README.',
      evidence: extra.map((what) => ['sobra', what]),
      why: 'un contrato con cosas que nadie publica hace suscribirse a lo que nunca llega.',
    }),
  ).toEqual([])
})

test(
  'nadie puede cambiar el payload que comparte con los demás',
  patient,
  async ({ checkTypes }) => {
    const readonlyProperty = 'TS2540' // «Cannot assign to … because it is a read-only property»
    const problems = await checkTypes(lines.join('\n'))
    const accepted = notRejected(
      mutation,
      problems.filter(({ code }) => code === readonlyProperty),
    )

    expect(
      accepted,
      explain({
        happened: 'Un handler puede cambiar el payload sin que el compilador lo impida.',
        expected: 'todas las propiedades de los payloads son readonly.',
        evidence: accepted.map((code) => ['permitido', code]),
        why: 'el bus reparte el mismo objeto a todos: si el correo pone el total a 0, la factura sale a 0.',
      }),
    ).toEqual([])
  },
)

/** De lo que debería estar prohibido, lo que el compilador deja pasar. */
function notRejected(
  forbidden: readonly string[],
  problems: readonly TypeProblem[],
): readonly string[] {
  const rejected = new Set(
    problems.filter(({ where }) => where === 'probe').map(({ line }) => lines[line - 1]),
  )
  return forbidden.filter((code) => !rejected.has(code))
}

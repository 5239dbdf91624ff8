import { expect, explain, test, type TypeProblem } from '@taller/workbench/testing'

import { expectOwnCodeCompiles } from './own-code.ts'

const header = [
  `import { EventBus } from '#lesson/event-bus.ts'`,
  `import type { ShopEvents } from '#lesson/shop-events.ts'`,
  `declare const bus: EventBus<ShopEvents>`,
  `const placed = { orderId: 'ord_1', email: 'ana@example.com', totalCents: 4_999 }`,
  `const cancelled = { orderId: 'ord_1', reason: 'me equivoqué de talla' }`,
  `const noTotal = { orderId: 'ord_1', email: 'ana@example.com' }`,
  `const noReason = { orderId: 'ord_1' }`,
  `interface OwnEvents { 'user.online': { readonly userId: string } }`,
  `const own = new EventBus<OwnEvents>({ onError: () => {} })`,
]
const right = [
  `bus.publish('order.placed', placed)`,
  `bus.publish('order.cancelled', cancelled)`,
  `bus.subscribe('order.placed', (order) => void order.totalCents.toFixed())`,
  `bus.subscribe('order.cancelled', async (order) => void order.reason.trim())`,
  `bus.subscribe('order.placed', (order: { orderId: string }) => void order)`,
  `const leave: () => void = bus.subscribe('order.placed', () => {})`,
  `own.publish('user.online', { userId: 'usr_1' })`,
]
const wrongName = [`bus.publish('order.plazed', placed)`, `bus.subscribe('order.plazed', () => {})`]
const noPayload = `bus.publish('order.placed')`
const wrongPayload = [
  noPayload,
  `bus.publish('order.placed', noTotal)`,
  `bus.publish('order.placed', { ...placed, totalCents: '49,99' })`,
  `bus.publish('order.placed', cancelled)`,
  `bus.publish('order.cancelled', noReason)`,
]
const wrongHandler = [
  `bus.subscribe('order.placed', (order: { totalCents: string }) => {})`,
  `bus.subscribe('order.cancelled', (order: { totalCents: number }) => {})`,
  `bus.subscribe('order.placed', (order) => void order.reason)`,
]
const uses = [...right, ...wrongName, ...wrongPayload, ...wrongHandler]

type CheckTypes = (source: string) => Promise<readonly TypeProblem[]>
let compiled: Promise<readonly TypeProblem[]> | undefined

/** Un solo arranque del compilador (0,3 s) para los cinco tests: todos miran el mismo código. */
function compile(checkTypes: CheckTypes): Promise<readonly TypeProblem[]> {
  return (compiled ??= checkTypes([...header, ...uses].join('\n')))
}

// El compilador es otro proceso: en una máquina ocupada puede tardar más que un test corriente.
const patient = { timeout: 30_000 }

test('el bus y el mapa compilan', patient, async ({ checkTypes }) => {
  await expectOwnCodeCompiles(await compile(checkTypes))
})

test('un nombre de evento que no existe no compila', patient, async ({ checkTypes }) => {
  const accepted = acceptedOf(wrongName, await compile(checkTypes))

  expect(
    accepted,
    explain({
      happened: `«order.plazed», con una errata, compila: el nombre puede ser una cadena cualquiera.`,
      expected: 'publish y subscribe solo aceptan nombres del mapa Events.',
      evidence: accepted.map((use) => ['compila', use]),
      at: accepted.some((use) => use.includes('publish')) ? 'publish' : 'subscribe',
      why: 'una errata no da error: da cero suscriptores, y el correo no sale nunca.',
    }),
  ).toEqual([])
})

test('un payload que no es el de ese evento no compila', patient, async ({ checkTypes }) => {
  const accepted = acceptedOf(wrongPayload, await compile(checkTypes))

  expect(
    accepted,
    explain({
      happened: accepted.includes(`bus.publish('order.placed', noTotal)`)
        ? 'Compila publicar un payload al que le faltan datos.'
        : accepted.includes(noPayload)
          ? 'Compila publicar «order.placed» sin ningún payload.'
          : 'Compila publicar «order.placed» con el payload de otro evento: el tipo del payload no depende del nombre.',
      expected: 'el payload de publish es el que el mapa da a ese nombre, y no otro.',
      evidence: accepted.map((use) => ['compila', use]),
      why: 'a un handler le falta un dato de madrugada, y el error sale lejos de quien publicó.',
    }),
  ).toEqual([])
})

test('un handler que espera otro payload no compila', patient, async ({ checkTypes }) => {
  const accepted = acceptedOf(wrongHandler, await compile(checkTypes))

  expect(
    accepted,
    explain({
      happened: 'Compila un handler que lee datos que su evento no trae.',
      expected:
        'el handler recibe el payload de su evento, ni uno cualquiera ni la unión de todos.',
      evidence: accepted.map((use) => ['compila', use]),
      at: 'subscribe',
      why: 'leer una propiedad que no viene da undefined, y ese undefined acaba en la factura.',
    }),
  ).toEqual([])
})

test('los usos correctos compilan', patient, async ({ checkTypes }) => {
  const problems = await compile(checkTypes)

  const complaints = problems.filter(isInProbe).flatMap((problem): [string, string][] => {
    const use = useAt(problem.line) ?? header[problem.line - 1] ?? ''
    if (uses.includes(use) && !right.includes(use)) return []
    return [
      ['no compila', use],
      [problem.code, problem.message],
    ]
  })
  expect(
    complaints,
    explain({
      happened: 'El compilador rechaza código correcto.',
      expected:
        'compilan los dos eventos de la tienda, con handlers síncronos o asíncronos cuyo payload se deduce solo, y un mapa propio escrito como interface.',
      evidence: complaints,
      why: 'unos tipos que estorban acaban en un `as any`, y ahí dejan de proteger.',
    }),
  ).toEqual([])
})

/** De los usos que deberían estar prohibidos, los que el compilador deja pasar. */
function acceptedOf(
  forbidden: readonly string[],
  problems: readonly TypeProblem[],
): readonly string[] {
  const rejected = new Set(problems.filter(isInProbe).map(({ line }) => useAt(line)))
  return forbidden.filter((use) => !rejected.has(use))
}

function isInProbe({ where }: TypeProblem): boolean {
  return where === 'probe'
}

/** El uso que ocupa esa línea del código compilado; `undefined` si es la cabecera. */
function useAt(line: number): string | undefined {
  return uses[line - 1 - header.length]
}

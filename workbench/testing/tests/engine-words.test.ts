import { execFile } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

import { engineInSpanish } from '../engine-words.ts'
import { outcomeOf } from '../waiting.ts'

/** Código que tropieza, ejecutado de verdad: si V8 o Node cambian sus palabras, aquí se nota. */
const stumbles: readonly (readonly [code: string, says: string])[] = [
  ['let order; order.total', 'se lee «total» de algo que es undefined'],
  ['null.total', 'se lee «total» de algo que es null'],
  ['let order; order.total = 1', 'se escribe en «total» de algo que es undefined'],
  ['let order; const { id } = order', 'se saca «id» de algo que es undefined'],
  ['const bus = {}; bus.publish()', '«bus.publish» no es una función'],
  ['const f = () => ({}); f().name()', '«f(...).name» no es una función'],
  ['(() => 1)()()', 'se llama a algo que no es una función'],
  ['const f = 1; const [a] = f()', '«f» no es una función, o lo que devuelve no se puede recorrer'],
  ['const Bus = {}; new Bus.Thing()', '«Bus.Thing» no se puede crear con «new»'],
  ['let rows; for (const row of rows);', '«rows» no se puede recorrer'],
  ['let rows; Math.max(...rows)', '«rows» no se puede recorrer'],
  ['new Set(5)', '«5» no se puede recorrer'],
  ['orders', '«orders» no existe aquí: ni se declara ni se importa'],
  ['total; let total', '«total» se usa antes de la línea que la declara'],
  ['const total = 1; total = 2', 'se da otro valor a una «const»'],
  ['Object.freeze({ id: 1 }).id = 2', '«id» es de solo lectura y se le da otro valor'],
  ['class Bus {}; Bus()', 'a la clase «Bus» se la llama sin «new»'],
  [
    'const f = () => f(); f()',
    'una función se llama a sí misma, o dos se llaman entre sí, sin parar',
  ],
  ['JSON.parse("hola")', 'lo que se lee no es JSON: no se esperaba «h»'],
  ['JSON.parse("ho\\nla")', 'lo que se lee no es JSON: no se esperaba «h»'],
  [
    `JSON.parse('{"un texto largo": hola y muchas cosas más que no caben}')`,
    'lo que se lee no es JSON: no se esperaba «h»',
  ],
  ['JSON.parse(undefined)', '«undefined» no es JSON'],
  ['JSON.parse({})', '«[object Object]» no es JSON'],
  ['JSON.parse("")', 'el JSON se acaba antes de tiempo'],
  [`JSON.parse('{"a":1}}')`, 'detrás del JSON hay algo más, en la posición 7'],
  ...(
    [
      ['{a: 1}', 1],
      ['{"a" 1}', 5],
      ['{"a":1', 6],
      ['{"a":1,}', 7],
      ['[1 2]', 3],
      ['{"a":"x', 7],
      ['-', 1],
      ['01', 1],
    ] as const
  ).map(
    ([text, at]) =>
      [`JSON.parse('${text}')`, `el JSON está mal escrito en la posición ${at}`] as const,
  ),
  [
    'const order = {}; order.self = order; JSON.stringify(order)',
    'el objeto se contiene a sí mismo y no cabe en JSON',
  ],
  ['JSON.stringify({ total: 1n })', 'un BigInt no cabe en JSON'],
  ['1n + 1', 'se mezcla un BigInt con un número'],
  ['new Date("ayer").toISOString()', 'la fecha no es válida'],
  ['new Events().on("paid")', 'el argumento «listener» no es del tipo que se espera'],
  ['AbortSignal.abort().throwIfAborted()', 'se canceló a medias'],
]

test.for(stumbles)('%s: «%s», y detrás lo que dijo Node', ([code, says]) => {
  const { name, message } = errorOf(code)
  const [first = '', ...rest] = message.split('\n')
  const whole = first.includes('circular') ? first : message

  expect(engineInSpanish(message)).toBe(
    [`${says} (${whole})`, ...(whole === first ? rest : [])].join('\n'),
  )
  // Igual en mitad de una frase, que es como lo cuentan los tests.
  expect(engineInSpanish(`la función falló con «${name}: ${whole}».`)).toBe(
    `la función falló con «${name}: ${nested(says)} (${whole})».`,
  )
})

test.for([
  ['./nada.ts', /^no se encuentra «.*nada\.ts» \(/],
  ['no-instalado', /^no se encuentra «no-instalado» \(/],
  [
    'data:text/javascript,import { nada } from "node:fs"',
    /^«node:fs» no exporta nada que se llame «nada» \(/,
  ],
] as const)('un import que no llega a nada se cuenta: %s', async ([specifier, says]) => {
  const message = await importFailure(specifier)

  const said = engineInSpanish(message)
  expect(said).toMatch(says)
  expect(said.endsWith(` (${message})`)).toBe(true)
})

test('una espera que vence dice que se acabó el tiempo', async () => {
  const outcome = await outcomeOf(expiredSignal(), 10_000)
  const message = outcome.state === 'rejected' ? (outcome.reason as Error).message : ''

  expect(engineInSpanish(message)).toBe(`se acabó el tiempo y se canceló (${message})`)
})

test('dos errores en el mismo texto se dicen los dos', () => {
  expect(engineInSpanish('a is not defined\nb is not defined')).toBe(
    '«a» no existe aquí: ni se declara ni se importa (a is not defined)\n' +
      '«b» no existe aquí: ni se declara ni se importa (b is not defined)',
  )
})

test('lo importado se llama como en el código', () => {
  const says = '«sum» no es una función (sum is not a function)'

  expect(engineInSpanish('(0 , __vi_import_0__.sum) is not a function')).toBe(says)
  expect(engineInSpanish('__vite_ssr_import_12__.sum is not a function')).toBe(says)
})

test.for([
  'Something new',
  'Promise resolver undefined is not a function',
  'Pendiente (paso 1): devuelve la suma.',
  'duplicate key value violates unique constraint "orders_pkey"',
])('lo que no se conoce se deja como viene: %s', (text) => {
  expect(engineInSpanish(text)).toBe(text)
})

function errorOf(code: string): Error {
  try {
    new Function('Events', `'use strict'; ${code}`)(EventEmitter)
  } catch (error) {
    return error as Error
  }
  throw new Error(`No ha fallado: ${code}`)
}

/** Lo que dice Node: dentro de un test, los módulos los busca Vitest. */
async function importFailure(specifier: string): Promise<string> {
  const code = `import(${JSON.stringify(specifier)}).catch(({ message }) => process.stdout.write(message))`
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', code])
  return stdout
}

function nested(text: string): string {
  return text.replaceAll('«', '“').replaceAll('»', '”')
}

async function expiredSignal(): Promise<void> {
  const signal = AbortSignal.timeout(1)
  await new Promise((resolve) => signal.addEventListener('abort', resolve))
  signal.throwIfAborted()
}

import { expect, test } from 'vitest'

import { explain } from '../explain.ts'
import { describeError, type ReportedError } from '../failure.ts'

const src = '/curso/lessons/02-event-bus/src/'
const inLesson = { file: `${src}event-bus.ts`, line: 24 }
const inTest = { file: '/curso/lessons/02-event-bus/tests/1-publish.test.ts', line: 9 }

const cases: readonly (readonly [title: string, error: ReportedError, expected: object])[] = [
  [
    'un error de entorno nunca es culpa del código',
    { name: 'EnvironmentError', message: 'No se pudo preparar Redis.' },
    { kind: 'environment', text: 'No se pudo preparar Redis.' },
  ],
  [
    'lo que falta por escribir se dice con las palabras del código inicial',
    { name: 'Error', message: 'Pendiente (paso 1): publica.', stacks: [inLesson] },
    { kind: 'unwritten', text: 'Pendiente (paso 1): publica.', at: inLesson },
  ],
  [
    'un tiempo agotado se explica sin jerga',
    { name: 'Error', message: 'Test timed out in 5000ms.\nIf this is a long-running test…' },
    { kind: 'time-out', text: expect.stringContaining('El test esperó 5 s') },
  ],
  [
    'apagar el proceso se explica y señala la línea',
    {
      name: 'Error',
      message: 'process.exit unexpectedly called with "2" (test file: x)',
      stacks: [inLesson, inTest],
    },
    { kind: 'process-exit', text: expect.stringContaining('process.exit(2)'), at: inLesson },
  ],
  [
    'un rechazo sin atender dice qué buscar',
    { name: 'TypeError', message: 'nadie', type: 'Unhandled Rejection' },
    { kind: 'unhandled', text: expect.stringContaining('Busca una promesa sin «await»') },
  ],
  [
    'un error fuera de toda promesa dice qué buscar',
    { name: 'Error', message: 'x', type: 'Uncaught Exception' },
    { kind: 'unhandled', text: expect.stringContaining('dentro de un temporizador o al escuchar') },
  ],
  [
    'una exportación que falta nombra el símbolo',
    { name: 'TypeError', message: 'sum is not a function', stacks: [inTest] },
    { kind: 'exception', text: expect.stringContaining('«sum» existe y se exporta') },
  ],
  [
    'un error de Node se lee en español, con sus palabras detrás',
    { name: 'TypeError', message: "Cannot read properties of undefined (reading 'id')" },
    {
      kind: 'exception',
      text:
        'Tu código lanzó un error que el test no esperaba:\n\n  TypeError: se lee «id» de algo ' +
        "que es undefined (Cannot read properties of undefined (reading 'id'))",
    },
  ],
  [
    'también el de una promesa que nadie atiende',
    { name: 'ReferenceError', message: 'order is not defined', type: 'Unhandled Rejection' },
    {
      kind: 'unhandled',
      text: expect.stringContaining(
        '\n\n  ReferenceError: «order» no existe aquí: ni se declara ni se importa (order is not defined)\n\n',
      ),
    },
  ],
  [
    'un error dentro de la lección es del código; fuera, de lo que devuelve',
    { name: 'TypeError', message: 'x', stacks: [inTest] },
    { kind: 'exception', text: expect.stringMatching(/^El test tropezó/) },
  ],
  [
    'un valor lanzado que no es un Error también se cuenta',
    { message: 'una cadena', stacks: [] },
    { kind: 'exception', text: expect.stringContaining('Valor lanzado: una cadena') },
  ],
  [
    'un import mal escrito de la lección se distingue de un archivo borrado',
    { message: `Cannot find module './nope.ts' imported from ${src}event-bus.ts` },
    { kind: 'missing-module', text: expect.stringContaining('Tu código importa «./nope.ts»') },
  ],
  [
    'un archivo borrado se nombra, con lo que hay que hacer',
    { message: `Cannot find module '../src/event-bus.ts' imported from ${inTest.file}` },
    {
      kind: 'missing-module',
      text: expect.stringMatching(/^Falta el archivo «src\/event-bus\.ts».*npm run reset/s),
    },
  ],
]

test.for(cases)('%s', ([, error, expected]) => {
  expect(describeError(error, src)).toMatchObject(expected)
})

test('la diferencia va entre los hechos y el porqué, sin el inglés de Vitest', () => {
  const { text } = describeError(
    {
      name: 'AssertionError',
      message: `${explain({ happened: 'Dio 0.', expected: 'cuatro.', why: 'cuentas.' })}: expected 0`,
      diff: '\u001b[32m- Expected\u001b[39m\n\u001b[31m+ Received\u001b[39m\n\n- 4\n+ 0',
    },
    src,
  )

  expect(text).toBe(
    'Dio 0. Lo esperado: cuatro.\n\n  − lo esperado   + lo que llegó\n  − 4\n  + 0\n\nPor qué importa: cuentas.',
  )
})

const differences: readonly (readonly [what: string, diff: string, shown: string])[] = [
  ['dos cadenas', 'Expected: "rejected"\nReceived: "fulfilled"', '  − "rejected"\n  + "fulfilled"'],
  [
    'dos valores de distinto tipo',
    '- Expected:\n{\n  "total": 4999,\n}\n\n+ Received:\nundefined',
    '  − {\n  −   "total": 4999,\n  − }\n  + undefined',
  ],
  [
    'dos listas',
    '- Expected\n+ Received\n\n  [\n    0,\n-   2,\n+   0,\n  ]',
    '    [\n      0,\n  −   2,\n  +   0,\n    ]',
  ],
]

for (const [what, diff, shown] of differences) {
  test(`la diferencia entre ${what} lleva a cada lado su signo y ninguna palabra en inglés`, () => {
    const message = `${explain({ happened: 'A.', expected: 'b.', why: 'c.' })}: expected`
    const { text } = describeError({ name: 'AssertionError', message, diff }, src)

    expect(text).toBe(
      `A. Lo esperado: b.\n\n  − lo esperado   + lo que llegó\n${shown}\n\nPor qué importa: c.`,
    )
  })
}

test('si el autor ya da la prueba, la diferencia sobra', () => {
  const { text } = describeError(
    {
      name: 'AssertionError',
      message: explain({ happened: 'A.', expected: 'b.', evidence: [['x', '1']], why: 'c.' }),
      diff: '- Expected\n+ Received\n\n- 4\n+ 0',
    },
    src,
  )

  expect(text).not.toContain('- 4')
})

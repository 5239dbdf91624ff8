import { expect, test } from 'vitest'

import { EnvironmentError } from '../../services/environment-error.ts'
import { UsageError } from '../../services/usage-error.ts'
import { MalformedLessonError } from '../../course/malformed-lesson-error.ts'
import { LockBusyError } from '../../course/lock.ts'
import { SnapshotMismatchError } from '../../course/snapshots.ts'
import { run } from '../cli.ts'
import type { Args, Command, CommandEntry } from '../command.ts'
import { courseCommands } from '../commands.ts'
import { createIo } from './recording-io.ts'

const sample: Command = {
  summary: 'una orden de prueba',
  usage: 'npm run muestra -- [algo] [--veces <n>]',
  details: 'Primera línea,\nque sigue.\n\nOtro párrafo.',
  options: {
    veces: { type: 'string', short: 'v', value: 'n', help: 'cuántas veces' },
    json: { type: 'boolean', help: 'como JSON' },
  },
  maxPositionals: 1,
  run: async () => 0,
}

function commandsWith(runCommand: Command['run'] = sample.run): ReadonlyMap<string, CommandEntry> {
  return new Map([
    [
      'muestra',
      {
        typed: 'npm run muestra',
        summary: sample.summary,
        load: async () => ({ ...sample, run: runCommand }),
      },
    ],
    [
      'otra',
      {
        typed: 'npm run otra',
        summary: 'otra',
        load: () => Promise.reject(new Error('no debía cargarse')),
      },
    ],
  ])
}

async function failing(error: unknown) {
  const io = createIo('/taller')
  const code = await run(
    ['muestra'],
    io,
    commandsWith(async () => {
      throw error
    }),
  )
  return { code, ...io.written }
}

test('la orden recibe sus argumentos y su código es el de salida', async () => {
  let received: Args | undefined
  const commands = commandsWith(async (args) => {
    received = args
    return 1
  })

  const code = await run(['muestra', '02', '--json', '-v', '3'], createIo('/taller'), commands)

  expect(code).toBe(1)
  expect(received).toEqual({ positionals: ['02'], values: { json: true, veces: '3' } })
})

test('solo se carga la orden que se pide', async () => {
  expect(await run(['muestra'], createIo('/taller'), commandsWith())).toBe(0)
})

test('una orden que no existe propone la que se le parece y las enseña todas', async () => {
  const io = createIo('/taller')

  const code = await run(['muestar'], io, commandsWith())

  expect(code).toBe(2)
  expect(io.written.err).toBe(
    'No existe la orden «muestar». ¿Querías decir «muestra»?\n' +
      '  Órdenes: muestra, otra.\n' +
      '  Qué hace cada una: npm run ayuda\n',
  )
})

test('la lista de órdenes cabe en 80 columnas', async () => {
  const io = createIo('/taller')

  await run(['xyz'], io)

  expect(io.written.err.split('\n').filter((line) => line.length > 80)).toEqual([])
})

test.each([
  ['--jsno', '«muestra» no tiene la opción «--jsno». ¿Querías decir «--json»?'],
  ['--color', '«muestra» no tiene la opción «--color». Opciones: npm run muestra -- --help'],
  [
    '--constructor',
    '«muestra» no tiene la opción «--constructor». Opciones: npm run muestra -- --help',
  ],
  ['--json=x', '«--json» no lleva valor; llegó «x».'],
  ['--veces', 'A «--veces» le falta el valor: --veces <n>'],
  ['--veces=', 'A «--veces» le falta el valor: --veces <n>'],
])('la opción «%s» está mal y se dice por qué', async (option, message) => {
  const io = createIo('/taller')

  const code = await run(['muestra', option], io, commandsWith())

  expect({ code, err: io.written.err }).toEqual({ code: 2, err: `${message}\n` })
})

test('un argumento de más se señala', async () => {
  const io = createIo('/taller')

  const code = await run(['muestra', '02', '03'], io, commandsWith())

  expect(code).toBe(2)
  expect(io.written.err).toBe('Sobra «03». Se usa así: npm run muestra -- [algo] [--veces <n>]\n')
})

test.each(['--help', '-h'])('%s explica la orden y no la ejecuta', async (flag) => {
  const io = createIo('/taller')
  const commands = commandsWith(() => Promise.reject(new Error('se ejecutó')))

  const code = await run(['muestra', 'a', 'b', flag], io, commands)

  expect(code).toBe(0)
  expect(io.written.out).toBe(`
  muestra · una orden de prueba

  Se usa así   npm run muestra -- [algo] [--veces <n>]

  Primera línea, que sigue.

  Otro párrafo.

    -v, --veces <n>   cuántas veces
    --json            como JSON
    -h, --help        esta ayuda

`)
})

test.each([[[]], [['--help']], [['-h']], [['ayuda']]])(
  '%j enseña todas las órdenes',
  async (argv) => {
    const io = createIo('/taller')

    const code = await run(argv, io)

    expect(code).toBe(0)
    for (const { typed } of courseCommands.values()) {
      expect(io.written.out).toContain(`    ${typed} `)
    }
    expect(io.written.out.split('\n').filter((line) => line.length > 80)).toEqual([])
  },
)

test('un uso incorrecto es un mensaje y un 2', async () => {
  expect(await failing(new UsageError('Eso no.'))).toEqual({ code: 2, out: '', err: 'Eso no.\n' })
})

test('una lección mal escrita es un mensaje y un 2', async () => {
  const { code, err } = await failing(new MalformedLessonError([{ where: 'a:1', what: 'falta.' }]))

  expect(code).toBe(2)
  expect(err).toBe('Las lecciones tienen una falta:\n\n  a:1\n    falta.\n\n')
})

test('un problema del equipo es una pantalla que no culpa al código, y un 3', async () => {
  const error = new EnvironmentError({
    what: 'no se pudo preparar PostgreSQL',
    why: 'El disco de la carpeta temporal está lleno (quedan 12 MB; hacen falta 60).',
    remedies: [
      { text: 'Libera espacio o elige otra carpeta', command: 'TALLER_TMP=/otra/ruta npm test' },
      { text: 'Diagnóstico completo', command: 'npm run doctor' },
    ],
  })

  expect(await failing(error)).toEqual({
    code: 3,
    out: '',
    err: `
  entorno · no se pudo preparar PostgreSQL

    El disco de la carpeta temporal está lleno (quedan 12 MB; hacen falta 60).

      Libera espacio o elige otra carpeta:   TALLER_TMP=/otra/ruta npm test
      Diagnóstico completo:                  npm run doctor

  Tu código no se ha evaluado.                                      (código 3)

`,
  })
})

test('una copia que no salió igual pide repetir, y un 2', async () => {
  const { code, err } = await failing(new SnapshotMismatchError('bus.ts'))

  expect(code).toBe(2)
  expect(err).toMatch(/^«bus\.ts» cambió mientras se guardaba la copia/)
})

test('un cerrojo que nadie suelta es cosa del equipo', async () => {
  const { code, err } = await failing(new LockBusyError('/taller/.taller/x.lock'))

  expect(code).toBe(3)
  expect(err).toContain('borra ese archivo y repite')
})

test('lo inesperado conserva su traza y nunca sale como «pendiente»', async () => {
  const { code, err } = await failing(new TypeError('un despiste'))

  expect(code).toBe(3)
  expect(err).toMatch(/^Esto es un fallo del taller, no de tu código\.\n\nTypeError: un despiste\n/)
  expect(err).toContain('cli.test.ts')
})

test('también lo que no es un error se cuenta', async () => {
  expect((await failing('una cadena')).err).toContain('una cadena')
})

test('cada orden del taller se carga y se explica igual que la anuncia la tabla', async () => {
  const loaded = await Promise.all(
    [...courseCommands].map(async ([name, { summary, load }]) => {
      const command = await load()
      return { name, announced: summary, summary: command.summary, usage: command.usage }
    }),
  )

  expect(loaded.length).toBeGreaterThan(6)
  for (const { name, announced, summary, usage } of loaded) {
    expect(summary, name).toBe(announced)
    expect(usage, name).toMatch(/^npm (?:run|test|start)/)
  }
})

test('ninguna ayuda pasa de 80 columnas', async () => {
  const io = createIo('/taller')

  for (const name of courseCommands.keys()) await run([name, '--help'], io)

  expect(io.written.err).toBe('')
  expect(io.written.out.split('\n').filter((line) => line.length > 80)).toEqual([])
})

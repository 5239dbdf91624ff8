import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Args, Command, Io } from '../workbench/cli/command.ts'
import { readCatalogue } from '../workbench/course/catalogue.ts'
import { UsageError } from '../workbench/services/usage-error.ts'
import { untilInterrupted } from './interruption.ts'
import { describeMachine } from './bench/machine.ts'
import { type Bench, type MeasureId, type Measurement, measureIds } from './bench/measurement.ts'
import { type BenchResult, renderBench } from './bench/table.ts'

export const command: Command = {
  summary: 'cuánto tarda cada cosa, en proporciones',
  usage: 'npm run bench -- [--rapido] [--solo <medida>]',
  details:
    'Compara en una misma ejecución, alternando, lo nuestro con lo mínimo posible.\n' +
    'El resultado queda también en .taller/bench.json. Cierra antes lo que puedas:\n' +
    'con otros programas trabajando, los tiempos dicen más de ellos.\n\n' +
    `Las medidas: ${measureIds.join(', ')}.`,
  options: {
    rapido: { type: 'boolean', help: 'menos repeticiones: orienta, no sirve para publicar' },
    solo: { type: 'string', value: 'medida', help: 'una sola' },
    'sin-todo': { type: 'boolean', help: 'sin el «npm test» entero, que es lo más largo' },
    publicar: {
      type: 'boolean',
      help: 'con relay: con su curva, y en scripts/bench/results',
    },
    json: { type: 'boolean', help: 'el resultado como datos' },
  },
  maxPositionals: 0,

  async run(args, io) {
    const ids = chosen(args)
    if (args.values['publicar'] === true && !ids.includes('relay')) {
      throw new UsageError(
        'Lo que se publica es lo del relay: npm run bench -- --solo relay --publicar',
      )
    }
    const machine = describeMachine()
    const quick = args.values['rapido'] === true
    const run = await untilInterrupted(async (signal) => {
      const bench: Bench = { root: io.root, env: quiet(io.env), quick, signal }
      const measurements: Measurement[] = []
      for (const id of ids) {
        io.err(`  midiendo: ${id}…`)
        measurements.push(await measure(id, bench))
      }
      if (args.values['publicar'] !== true) return { measurements }
      io.err('  midiendo: un lote con hasta un millón de pendientes…')
      const { measureCurve } = await import('./bench/relay/curve.ts')
      return { measurements, series: await measureCurve(bench) }
    })
    if (run === undefined) return 130
    const { measurements, series } = run

    const result: BenchResult = { machine, quick, measurements }
    await save(io.root, result)
    if (series !== undefined) {
      const { publish, resultsOf } = await import('./bench/relay/results.ts')
      const rows = measurements.find(({ id }) => id === 'relay')?.rows ?? []
      for (const path of await publish(io.root, resultsOf(machine, rows, series))) {
        io.err(`  escrito: ${path}`)
      }
    }
    io.out(args.values['json'] === true ? asJson(result) : renderBench(result, io))
    return measurements.some(({ rows }) => rows.some(({ target }) => target === 'missed')) ? 1 : 0
  },
}

/** Cada medida carga lo suyo: las del relay y el bucle arrastran librerías que las demás no usan. */
async function measure(id: MeasureId, bench: Bench): Promise<Measurement> {
  switch (id) {
    case 'arranque':
      return (await import('./bench/start-up.ts')).measureStartUp(bench)
    case 'servicios':
      return (await import('./bench/services.ts')).measureServices(bench)
    case 'lecciones': {
      const { measureLessonTests } = await import('./bench/lesson-tests.ts')
      return measureLessonTests(bench, await readCatalogue(bench.root))
    }
    case 'relay':
      return (await import('./bench/relay.ts')).measureRelay(bench)
    case 'bucle': {
      const { measureLoop } = await import('./bench/loop.ts')
      return measureLoop(bench, await readCatalogue(bench.root))
    }
    case 'memoria': {
      const { measureLoopMemory } = await import('./bench/loop-memory.ts')
      return measureLoopMemory(bench, await readCatalogue(bench.root))
    }
    case 'todo':
      return (await import('./bench/whole-test.ts')).measureWholeTest(bench)
  }
}

function chosen({ values }: Args): readonly MeasureId[] {
  const only = values['solo']
  if (only !== undefined) {
    const id = measureIds.find((each) => each === only)
    if (id !== undefined) return [id]
    throw new UsageError(`No hay ninguna medida «${only}». Las hay: ${measureIds.join(', ')}.`)
  }
  // La memoria son dos mil guardados: más que todo lo demás junto.
  return measureIds.filter(
    (id) => id !== 'memoria' && !(id === 'todo' && values['sin-todo'] === true),
  )
}

/** Sin colores ni servicios de fuera: que todas las repeticiones hagan lo mismo en cualquier equipo. */
function quiet(env: Io['env']): Io['env'] {
  const { REDIS_URL: _redis, DATABASE_URL: _postgres, FORCE_COLOR: _color, ...rest } = env
  return { ...rest, NO_COLOR: '1' }
}

async function save(root: string, result: BenchResult): Promise<void> {
  await mkdir(join(root, '.taller'), { recursive: true })
  await writeFile(join(root, '.taller/bench.json'), `${asJson(result)}\n`)
}

/** Con tres decimales: los que siguen son ruido. */
function asJson(result: BenchResult): string {
  const rounded = (_key: string, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 1000) / 1000 : value
  return JSON.stringify(result, rounded, 2)
}

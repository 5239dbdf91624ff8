import { clip, screenWidth } from '../../workbench/terminal/screen.ts'
import { wrap } from '../../workbench/terminal/wrap.ts'
import { isBusy, type Machine } from './machine.ts'
import type { Measurement, Row } from './measurement.ts'
import { isNoisy, type Spread, type TargetVerdict } from './samples.ts'

export type BenchResult = {
  readonly machine: Machine
  readonly quick: boolean
  readonly measurements: readonly Measurement[]
}

const mark = { met: '✓', missed: '✗', unclear: '?' } as const satisfies Record<
  TargetVerdict,
  string
>

export function renderBench(
  { machine, quick, measurements }: BenchResult,
  { columns }: { columns: number },
): string {
  const width = screenWidth({ columns })
  const { cores, model, memoryGb, os, node } = machine
  return [
    '',
    wrap(`${cores} núcleos · ${model} · ${memoryGb} GB · ${os} · Node ${node}`, {
      width,
      indent: '  ',
    }),
    ...measurements.flatMap((measurement) => ['', ...block(measurement, width)]),
    '',
    wrap(legend(machine, quick, measurements), { width, indent: '  ' }),
    '',
  ].join('\n')
}

function block({ title, columns, target, rows }: Measurement, width: number): string[] {
  const goal = target === undefined ? '' : ` · objetivo: ${number(target, 1)}× como mucho`
  const ratio = rows.some((row) => row.ratio) ? 'razón' : ''
  return [
    clip(`  ${title}${goal}`, width),
    line(['', columns[0], columns[1] ?? '', ratio, '']),
    ...rows.map((row) => clip(line(cells(row)), width)),
  ]
}

function cells({ name, subject, baseline, ratio, target, note }: Row): string[] {
  if (note !== undefined) return [name, note]
  return [
    clip(name, widths[0]),
    time(subject),
    time(baseline),
    ratio === undefined ? '' : `${number(ratio.median, 2)}× ${range(ratio, 2)}`,
    target === undefined ? '' : mark[target],
  ]
}

const widths = [17, 18, 18, 17, 1] as const

function line(texts: readonly string[]): string {
  return `  ${texts.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' ')}`.trimEnd()
}

/** «312 ms (301–340)», «1,21 s (1,18–1,30)», «12,3 s (11,9–13,1)»: siempre tres cifras que leer. */
function time(spread: Spread | undefined): string {
  if (spread === undefined) return ''
  const { median, q1, q3 } = spread
  if (median < 1_000) return `${number(median, 0)} ms ${range(spread, 0)}`
  const digits = q3 < 10_000 ? 2 : 1
  return `${number(median / 1000, digits)} s ${range({ q1: q1 / 1000, q3: q3 / 1000 }, digits)}`
}

function range({ q1, q3 }: Pick<Spread, 'q1' | 'q3'>, digits: number): string {
  return `(${number(q1, digits)}–${number(q3, digits)})`
}

function number(value: number, digits: number): string {
  return value.toLocaleString('es', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: false,
  })
}

function hasNoise({ rows }: Measurement): boolean {
  return rows.some(({ subject, baseline, ratio }) =>
    [subject, baseline, ratio].some((spread) => spread && isNoisy(spread)),
  )
}

function legend(machine: Machine, quick: boolean, measurements: readonly Measurement[]): string {
  const unclear = measurements.some(({ rows }) => rows.some((row) => row.target === 'unclear'))
  return [
    'Mediana y, entre paréntesis, cuartiles. La razón es la de cada pareja de repeticiones seguidas.',
    ...(unclear
      ? ['«?»: el objetivo cae entre los cuartiles, así que no se sabe; repite con menos ruido.']
      : []),
    ...(measurements.some(hasNoise)
      ? ['Alguna fila tiene los cuartiles muy separados: otra cosa usaba la máquina a ratos.']
      : []),
    ...(quick
      ? ['Con --rapido hay pocas repeticiones: sirve para orientarse, no para publicar.']
      : []),
    ...(isBusy(machine)
      ? [
          `La máquina ya estaba ocupada al empezar (carga ${number(machine.load, 1)} con ` +
            `${machine.cores} núcleos): fíate de las razones, no de los tiempos.`,
        ]
      : []),
  ].join('\n')
}

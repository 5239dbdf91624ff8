import type { Series } from './curve.ts'

// Estrecho y de letra grande: en un móvil se ve a la mitad.
const width = 560
const height = 360
const area = { left: 78, right: width - 118, top: 52, bottom: height - 60 }
// Distinguibles también sin color: cada serie lleva su nombre al lado y su trazo.
const strokes = [
  { color: 'var(--accent, #0f5c63)', dash: '' },
  { color: 'var(--fault, #a3231b)', dash: '8 5' },
]
// Dentro de una página, sus colores; suelto, los de papel.
const ink = 'var(--ink, #1f1d1a)'
const soft = 'var(--ink-soft, #56524a)'
const rule = 'var(--rule, #dcd7cb)'
const paper = 'var(--paper-raised, #ffffff)'

/** Las dos escalas son logarítmicas: una línea horizontal es «da igual cuánta cola haya». */
export function drawCurve(series: readonly Series[]): string {
  const sizes = series[0]?.points.map(({ pending }) => pending) ?? []
  const times = series.flatMap(({ points }) => points.map(({ ms }) => ms))
  const ticks = powersOfTen(Math.min(...times), Math.max(...times))
  const x = scale([sizes[0] ?? 1, sizes.at(-1) ?? 10], [area.left, area.right])
  const y = scale([ticks[0] ?? 1, ticks.at(-1) ?? 10], [area.bottom, area.top])

  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${describe(series)}" font-family="system-ui, sans-serif" font-size="16">
<rect width="100%" height="100%" fill="${paper}"/>
<text x="${area.left}" y="26" font-weight="600" fill="${ink}">Lo que tarda un lote según la cola</text>
${ticks
  .map(
    (ms) =>
      `<line x1="${area.left}" x2="${area.right}" y1="${at(y(ms))}" y2="${at(y(ms))}" stroke="${rule}"/>
<text x="${area.left - 8}" y="${at(y(ms) + 5)}" text-anchor="end" fill="${soft}">${milliseconds(ms)}</text>`,
  )
  .join('\n')}
${sizes
  .map(
    (size) =>
      `<text x="${at(x(size))}" y="${area.bottom + 24}" text-anchor="middle" fill="${soft}">${whole(size)}</text>`,
  )
  .join('\n')}
<text x="${at((area.left + area.right) / 2)}" y="${area.bottom + 50}" text-anchor="middle" fill="${soft}">eventos pendientes</text>
${series.map((each, index) => drawSeries(each, { x, y, ...strokes[index % strokes.length]! })).join('\n')}
</svg>
`
}

type Scale = (value: number) => number
type Pen = { readonly x: Scale; readonly y: Scale; readonly color: string; readonly dash: string }

function drawSeries({ name, points }: Series, { x, y, color, dash }: Pen): string {
  const path = points.map(({ pending, ms }) => `${at(x(pending))},${at(y(ms))}`).join(' ')
  const last = points.at(-1)
  return [
    `<polyline points="${path}" fill="none" stroke="${color}" stroke-width="2.5"${dash && ` stroke-dasharray="${dash}"`}/>`,
    ...points.map(
      ({ pending, ms }) =>
        `<circle cx="${at(x(pending))}" cy="${at(y(ms))}" r="4" fill="${color}"><title>${whole(pending)} pendientes: ${milliseconds(ms)}</title></circle>`,
    ),
    last === undefined
      ? ''
      : `<text x="${at(x(last.pending) + 12)}" y="${at(y(last.ms) - 2)}" fill="${color}" font-weight="600">${name}</text>
<text x="${at(x(last.pending) + 12)}" y="${at(y(last.ms) + 14)}" fill="${color}">${milliseconds(last.ms)}</text>`,
  ].join('\n')
}

function scale(
  [from, to]: readonly [number, number],
  [start, end]: readonly [number, number],
): Scale {
  return (value) => start + ((end - start) * Math.log(value / from)) / Math.log(to / from)
}

function powersOfTen(least: number, most: number): readonly number[] {
  const first = Math.floor(Math.log10(least))
  const last = Math.ceil(Math.log10(most))
  return Array.from({ length: Math.max(2, last - first + 1) }, (_, index) => 10 ** (first + index))
}

function describe(series: readonly Series[]): string {
  const told = series.map(({ name, points }) => {
    const values = points.map(({ pending, ms }) => `${whole(pending)}: ${milliseconds(ms)}`)
    return `${name}, ${values.join('; ')}`
  })
  return `Milisegundos por lote según los eventos pendientes. ${told.join('. ')}.`
}

function milliseconds(ms: number): string {
  const digits = ms < 10 ? 1 : 0
  return ms >= 1_000
    ? `${(ms / 1_000).toLocaleString('es', { maximumFractionDigits: 1 })} s`
    : `${ms.toLocaleString('es', { maximumFractionDigits: digits })} ms`
}

function whole(value: number): string {
  return value.toLocaleString('es', { useGrouping: 'always' }).replaceAll('.', ' ')
}

function at(value: number): string {
  return value.toFixed(1)
}

import { expect, test } from 'vitest'

import { drawCurve } from '../relay/plot.ts'

const series = [
  { name: 'plana', points: [1_000, 1_000_000].map((pending) => ({ pending, ms: 5 })) },
  {
    name: 'sube',
    points: [
      { pending: 1_000, ms: 10 },
      { pending: 1_000_000, ms: 1_000 },
    ],
  },
]

function heights(svg: string): number[][] {
  return [...svg.matchAll(/<polyline points="([^"]+)"/g)].map(([, points = '']) =>
    points.split(' ').map((point) => Number(point.split(',')[1])),
  )
}

test('lo que no depende de la cola se dibuja horizontal, y lo que crece sube', () => {
  const [flat, rising] = heights(drawCurve(series))

  expect(flat?.[0]).toBe(flat?.[1])
  expect(rising?.[1]).toBeLessThan(rising?.[0] ?? 0)
})

test('nada se sale del dibujo, y quien no lo ve puede leer las cifras', () => {
  const svg = drawCurve(series)

  expect(
    heights(svg)
      .flat()
      .every((y) => y >= 0 && y <= 360),
  ).toBe(true)
  expect(svg).toContain('plana, 1 000: 5 ms; 1 000 000: 5 ms. sube, 1 000: 10 ms; 1 000 000: 1 s.')
})

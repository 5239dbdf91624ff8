import { expect, test } from 'vitest'

import type { Curve } from '../relay/curve.ts'
import { drawCurve } from '../relay/plot.ts'

const curve: Curve = {
  machine: { cores: 2, model: 'CPU', memoryGb: 8, os: 'linux', node: '24', load: 0 },
  series: [
    { name: 'plana', points: [1_000, 1_000_000].map((pending) => ({ pending, ms: 5 })) },
    {
      name: 'sube',
      points: [
        { pending: 1_000, ms: 10 },
        { pending: 1_000_000, ms: 1_000 },
      ],
    },
  ],
}

function heights(svg: string): number[][] {
  return [...svg.matchAll(/<polyline points="([^"]+)"/g)].map(([, points = '']) =>
    points.split(' ').map((point) => Number(point.split(',')[1])),
  )
}

test('lo que no depende de la cola se dibuja horizontal, y lo que crece sube', () => {
  const [flat, rising] = heights(drawCurve(curve))

  expect(flat?.[0]).toBe(flat?.[1])
  expect(rising?.[1]).toBeLessThan(rising?.[0] ?? 0)
})

test('nada se sale del dibujo, y quien no lo ve puede leer las cifras', () => {
  const svg = drawCurve(curve)

  expect(
    heights(svg)
      .flat()
      .every((y) => y >= 0 && y <= 400),
  ).toBe(true)
  expect(svg).toContain('plana, 1 000: 5 ms; 1 000 000: 5 ms. sube, 1 000: 10 ms; 1 000 000: 1 s.')
})

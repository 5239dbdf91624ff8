import { expect, test } from 'vitest'

import { narrate } from '../narrate.ts'
import { MalformedRecordingError, parseRecording, stringifyRecording } from '../recording.ts'
import { settle } from '../settle.ts'
import { firstDifference } from '../shape.ts'
import type { ChapterTrace, Recording, TraceEvent } from '../trace.ts'

const path = 'docs/traces/90-sample.json'

const recording: Recording = {
  version: 1,
  lesson: '90-sample',
  title: 'Muestra',
  actors: [
    { id: 'shop', name: 'tienda', kind: 'program' },
    { id: 'broker', name: 'broker', kind: 'broker' },
  ],
  chapters: [
    {
      title: 'Uno',
      events: [{ kind: 'message', from: 'shop', to: 'broker', label: 'publica 1' }],
    },
  ],
}

function told(tell: (stage: ReturnType<typeof narrate>) => void): TraceEvent[] {
  const events: TraceEvent[] = []
  tell(narrate((event) => void events.push(event)))
  return events
}

test('lo escrito se lee igual, con un suceso por línea', () => {
  const text = stringifyRecording(recording)

  expect(parseRecording(text, path)).toEqual(recording)
  expect(text.split('\n').filter((line) => line.includes('"kind":"message"'))).toHaveLength(1)
})

test('lo que no es una grabación dice el archivo, qué le falta y cómo rehacerla', () => {
  const stranger = JSON.stringify({ ...recording, actors: [] })

  expect(() => parseRecording('{', path)).toThrow(MalformedRecordingError)
  expect(() => parseRecording('{"version":2}', path)).toThrow(/su versión es 2 y se espera 1/)
  expect(() => parseRecording(stranger, path)).toThrow(/capítulo 1 sale «shop».*\n.*npm run traces/)
})

test('un alias vale en etiquetas, datos y celdas, y gana el más largo', () => {
  const table = { title: 'orders', columns: ['id'], key: 'id', rows: [['abc-1']] }

  const events = told((stage) => {
    stage.alias('abc', 'corto')
    stage.alias('abc-1', 'pedido A')
    stage.message('shop', 'broker', 'publica abc-1', { id: 'abc-1' })
    stage.state('shop', table)
  })

  expect(events).toEqual([
    {
      ...{ kind: 'message', from: 'shop', to: 'broker' },
      ...{ label: 'publica pedido A', data: { id: 'pedido A' } },
    },
    { kind: 'state', actor: 'shop', table: { ...table, rows: [['pedido A']] } },
  ])
})

test('lo que cambia de una ejecución a otra se numera por orden de aparición', () => {
  const [a, b] = [crypto.randomUUID(), crypto.randomUUID()]

  const events = settle(
    told((stage) => {
      stage.note(`${b} el ${new Date().toISOString()}`)
      stage.note(`${a} y otra vez ${b}`)
    }),
  )

  expect(events).toEqual([
    { kind: 'note', text: 'id-1 el hora-1' },
    { kind: 'note', text: 'id-2 y otra vez id-1' },
  ])
})

test('una fecha se numera la escriba quien la escriba, también suelta en una celda', () => {
  const now = new Date()
  const text = now.toISOString()
  const written = [text, String(now), `${text.slice(0, 10)} 10:00:00.25+01`, text.slice(0, 10)]
  // Así llega de PostgreSQL lo que nadie ha convertido: el compilador no lo ve y la pantalla sí.
  const cells = [now, ...written] as readonly string[]

  const [state] = settle(
    told((stage) => {
      stage.alias('ajeno', 'otra cosa')
      stage.state('shop', {
        title: 'orders',
        columns: ['id'],
        key: 'id',
        rows: [cells, ['1-2026']],
      })
    }),
  )

  expect(state).toMatchObject({
    table: { rows: [['hora-1', 'hora-1', 'hora-2', 'hora-3', 'hora-4'], ['1-2026']] },
  })
})

test('de unas barras que crecen queda la última, con lo previsto y no con el reloj', () => {
  const bar = (ms: number) => [{ label: 'en fila', ms, nominalMs: 300 }]

  const events = settle(
    told((stage) => {
      stage.bars('Latencia', bar(10))
      stage.note('sigue')
      stage.bars('Latencia', bar(317))
    }),
  )

  expect(events).toEqual([
    { kind: 'note', text: 'sigue' },
    { kind: 'bars', title: 'Latencia', bars: bar(300) },
  ])
})

test('la forma no mira datos, notas ni pausas; sí el orden, los actores y las etiquetas', () => {
  const chapter = (...events: TraceEvent[]): ChapterTrace[] => [{ title: 'Uno', events }]
  const publish = (id: number): TraceEvent => ({
    ...{ kind: 'message', from: 'shop', to: 'broker' },
    ...{ label: 'publica', data: { id } },
  })
  const mark: TraceEvent = { kind: 'message', from: 'shop', to: 'shop', label: 'marca' }

  const same = firstDifference(
    chapter(publish(1), { kind: 'pause' }, mark),
    chapter(publish(2), { kind: 'note', text: 'otra cosa' }, mark),
  )
  const swapped = firstDifference(chapter(publish(1), mark), chapter(mark, publish(1)))
  const short = firstDifference(chapter(publish(1), mark), chapter(publish(1)))

  expect(same).toBeUndefined()
  expect(swapped).toEqual({
    chapter: 'Uno',
    after: 0,
    expected: 'shop → broker: publica',
    actual: 'shop → shop: marca',
  })
  expect(short).toMatchObject({ after: 1, actual: 'nada más' })
})

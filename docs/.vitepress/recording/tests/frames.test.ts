import { expect, test } from 'vitest'

import type { Actor, ChapterTrace, Table, TraceEvent } from '../../../../workbench/trace/trace.ts'
import { framesOf } from '../frames.ts'
import { hashOf, parsePosition } from '../position.ts'
import { describe } from '../prose.ts'
import { transcriptHtml } from '../transcript.ts'

const actors: readonly Actor[] = [
  { id: 'shop', name: 'tienda', kind: 'program' },
  { id: 'database', name: 'PostgreSQL', kind: 'database' },
]

const table = (...rows: Table['rows']): TraceEvent => ({
  kind: 'state',
  actor: 'database',
  table: { title: 'orders', columns: ['id', 'status'], key: 'id', rows },
})

const chapter = (...events: TraceEvent[]): ChapterTrace => ({ title: 'Prueba', events })

function said(...events: TraceEvent[]): readonly string[] {
  const trace = chapter(...events)
  return framesOf(trace, actors).map((frame) => describe(frame, actors, trace))
}

test('la primera vez que se ve una tabla no hay novedades, y después solo las que hay', () => {
  expect(said(table([1, 'nuevo'], [2, 'nuevo']), table([1, 'pagado'], [3, 'nuevo']))).toEqual([
    'En PostgreSQL, orders: id 1, status nuevo; id 2, status nuevo',
    'En PostgreSQL, orders: id 1, ahora status pagado; fila nueva, id 3, status nuevo; ' +
      'fila borrada, id 2, status nuevo',
  ])
})

test('una fila borrada y una celda cambiada dejan de señalarse en el paso siguiente', () => {
  const note: TraceEvent = { kind: 'note', text: 'Nada más.' }
  const [, , last] = framesOf(chapter(table([1, 'a'], [2, 'b']), table([1, 'c']), note), actors)

  expect(last?.boards).toMatchObject([
    {
      fresh: false,
      rows: [
        { key: '1', change: 'none', cells: [{ changed: false }, { text: 'c', changed: false }] },
      ],
    },
  ])
})

test('una columna que antes no se enseñaba no cuenta como cambio', () => {
  const other: TraceEvent = {
    kind: 'state',
    actor: 'database',
    table: { title: 'orders', columns: ['id', 'lock'], key: 'id', rows: [[1, true]] },
  }
  expect(said(table([1, 'nuevo']), other)[1]).toBe('En PostgreSQL, orders: todo sigue igual')
})

test('una pausa no es un paso: marca el anterior', () => {
  const frames = framesOf(
    chapter({ kind: 'note', text: 'Uno' }, { kind: 'pause' }, { kind: 'note', text: 'Dos' }),
    actors,
  )
  expect(frames.map(({ beforePause }) => beforePause)).toEqual([true, false])
})

test('el texto de una traza no puede colar etiquetas ni llaves de Vue', () => {
  const recording = {
    version: 1,
    lesson: '90-sample',
    title: 'Prueba',
    actors,
    chapters: [chapter({ kind: 'note', text: '<b>{{ secret }}</b>' })],
  } as const
  expect(transcriptHtml(recording)).toContain(
    '<li>&lt;b&gt;&#123;&#123; secret &#125;&#125;&lt;/b&gt;</li>',
  )
})

test('un enlace a un paso se lee como se escribe, y lo que no lo es no lleva a ninguno', () => {
  expect(parsePosition(hashOf({ chapter: 2, step: 7 }))).toEqual({ chapter: 2, step: 7 })
  expect(parsePosition('#traza-2')).toBeUndefined()
  expect(parsePosition('#traza-dos-7')).toBeUndefined()
})

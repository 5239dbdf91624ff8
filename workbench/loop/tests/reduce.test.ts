import { expect, test } from 'vitest'

import type { LoopEvent } from '../events.ts'
import { listedSteps } from '../list.ts'
import { positionOf } from '../state.ts'
import { after, bus, judged, press, queue, startState } from './sample-state.ts'

const lessonDone = ['02-event-bus/publish', '02-event-bus/unsubscribe']
const challenge = { slug: bus.slug, id: 'once' }

test('guardar pide comprobar el paso', () => {
  const { state, done } = after(startState(), { type: 'saved' })
  expect(done).toEqual(['check'])
  expect(state.checking).toBe('yes')
})

test('el veredicto de un paso en el que ya no se está no se enseña', () => {
  const moved = after(startState(), press('l'), press('down'), press('return')).state
  expect(positionOf(moved)?.step.id).toBe('unsubscribe')
  expect(after(moved, judged('solved')).state.verdict).toBeUndefined()
})

test('con el paso pendiente, «n» no avanza y dice por dónde se salta', () => {
  const { state, done } = after(startState(), judged('pending'), press('n'))
  expect(positionOf(state)?.step.id).toBe('publish')
  expect(state.notice).toContain('pulsa l')
  expect(done).toEqual([])
})

test('con el paso superado, «n» lleva al siguiente pendiente y lo comprueba', () => {
  const { state, done } = after(startState(['02-event-bus/publish']), judged('solved'), press('n'))
  expect(positionOf(state)?.step.id).toBe('unsubscribe')
  expect(state.verdict).toBeUndefined()
  expect(done).toEqual(['arrive'])
})

test('«n» salta los retos y los ya superados', () => {
  const passed = ['02-event-bus/publish', '02-event-bus/unsubscribe']
  const { state } = after(startState(passed), judged('solved'), press('n'))
  expect(positionOf(state)?.lesson).toBe(queue)
})

test('«n» acaba antes la lección en que se está, y dice que se vuelve atrás', () => {
  const inChallenge = { ...startState(['02-event-bus/publish']), at: challenge }
  const { state } = after(inChallenge, press('n'))
  expect(positionOf(state)?.step.id).toBe('unsubscribe')
  expect(state.notice).toBe('Vuelves al paso 2, que quedaba sin superar.')
})

test('si «n» cambia de lección, se dice a cuál y lo que queda atrás', () => {
  const inChallenge = { ...startState(lessonDone), at: challenge }
  expect(after(inChallenge, press('n')).state.notice).toBe(
    'Cambias de lección: 03 · Cola de trabajos.',
  )
  const { course } = inChallenge
  const first = { ...bus, number: '01', slug: '01-before' }
  const skipped = { ...inChallenge, course: { ...course, lessons: [first, bus, queue] } }
  const { state } = after(skipped, press('n'))
  expect(positionOf(state)?.lesson).toBe(queue)
  expect(state.notice).toBe('Lección 03 · Cola de trabajos. Atrás quedan 2 pasos (l).')
})

test('sin nada pendiente más adelante, «n» vuelve a la lección que quedó sin acabar', () => {
  const passed = ['02-event-bus/publish', '03-queue/retry']
  const inQueue = { ...startState(passed), at: { slug: queue.slug, id: 'retry' } }
  const solved = { ...judged('solved'), of: inQueue.at } as LoopEvent
  const { state } = after(inQueue, solved, press('n'))
  expect(positionOf(state)?.step.id).toBe('unsubscribe')
  expect(state.notice).toBe('Vuelves a la 02 · Bus de eventos: quedaba sin acabar.')
})

test('al paso de al lado, «n» lleva sin decir nada', () => {
  const { state } = after(startState(['02-event-bus/publish']), judged('solved'), press('n'))
  expect(state.notice).toBeUndefined()
})

test('sin ningún pendiente, «n» lo dice y no se mueve', () => {
  const passed = ['02-event-bus/publish', '02-event-bus/unsubscribe', '03-queue/retry']
  const { state } = after(startState(passed), judged('solved'), press('n'))
  expect(positionOf(state)?.step.id).toBe('publish')
  expect(state.notice).toContain('No queda ningún paso')
})

test('las pistas salen de una en una y son tres', () => {
  const one = after(startState(), judged('pending'), press('p'))
  expect(one.state.hint).toBe(1)
  const four = after(one.state, press('p'), press('p'), press('p'))
  expect(four.state.hint).toBe(3)
  expect(four.done).toEqual(['show-hint', 'show-hint'])
  expect(four.state.notice).toContain('última pista')
})

test('antes de superar el paso, comparar hay que pedirlo dos veces', () => {
  const once = after(startState(), judged('pending'), press('c'))
  expect(once.done).toEqual([])
  expect(once.state.panel.kind).toBe('step')
  expect(once.state.notice).toContain('c otra vez')
  expect(after(once.state, press('c')).done).toEqual(['compare'])
})

test('el aviso de comparar vale para un paso y no para el siguiente', () => {
  const warned = after(startState(), judged('pending'), press('c')).state
  const moved = after(warned, press('l'), press('down'), press('return')).state
  expect(after(moved, press('c')).done).toEqual([])
})

test('con pasos sin superar, la demo hay que pedirla dos veces, una vez por lección', () => {
  const once = after(startState(['02-event-bus/publish']), judged('solved'), press('d'))
  expect(once.done).toEqual([])
  expect(once.state.notice).toContain('d otra vez')
  expect(after(once.state, press('d')).done).toEqual(['demo'])
  const nextStep = after(once.state, press('n')).state
  expect(after(nextStep, press('d')).done).toEqual(['demo'])
  const nextLesson = after(startState(lessonDone), judged('solved'), press('n')).state
  expect(after(nextLesson, press('d')).done).toEqual([])
})

test('con la lección superada, la demo sale a la primera', () => {
  expect(after(startState(lessonDone), judged('solved'), press('d')).done).toEqual(['demo'])
})

test('reiniciar solo lo hace la «s», y cuando ya se sabe qué cambiaría', () => {
  const asked = after(startState(), press('x'))
  expect(asked.done).toEqual(['list-changed-files'])
  expect(after(asked.state, press('s')).done).toEqual([])
  const ready = after(asked.state, { type: 'changed-files', files: ['bus.ts'] }).state
  const other = after(ready, press('return'))
  expect(other.done).toEqual([])
  expect(other.state.notice).toBe('No se ha tocado nada.')
  expect(after(ready, press('s')).done).toEqual(['reset'])
})

test('guardar mientras se comprueba todo lo para y comprueba el paso', () => {
  const { state, done } = after(startState(), press('a'), { type: 'saved' })
  expect(done).toEqual(['check-everything', 'stop-everything', 'check'])
  expect(state.panel.kind).toBe('step')
})

test('Ctrl-C sale desde cualquier panel', () => {
  for (const panel of ['l', 'a', '?', 'x']) {
    const { done } = after(startState(), press(panel), {
      type: 'key',
      key: { name: 'c', ctrl: true },
      maxScroll: 0,
    })
    expect(done.at(-1), `en el panel de «${panel}»`).toBe('quit')
  }
})

test('en la lista, las letras buscan: la «q» no sale', () => {
  const { state, done } = after(startState(), press('l'), press('q'))
  expect(done).toEqual([])
  expect(state.panel).toMatchObject({ kind: 'list', query: 'q' })
})

test('pegar en el bucle no pulsa ninguna tecla; en la lista, busca', () => {
  const paste = { type: 'key', key: { name: 'paste', text: 'reintentar' }, maxScroll: 0 } as const
  const { state, done } = after(startState(), paste)
  expect(done).toEqual([])
  expect(state.panel.kind).toBe('step')
  expect(state.notice).toContain('no se pega')
  expect(after(startState(), press('l'), paste).state.panel).toMatchObject({ query: 'reintentar' })
})

test('la búsqueda no distingue tildes ni mayúsculas', () => {
  const found = listedSteps(startState(), { query: 'REINTENTÁR', filter: 'all' })
  expect(found.map(({ step }) => step.id)).toEqual(['retry'])
})

test('el filtro separa superados de pendientes', () => {
  const state = startState(['02-event-bus/publish'])
  const ids = (filter: 'pending' | 'passed') =>
    listedSteps(state, { query: '', filter }).map(({ step }) => step.id)
  expect(ids('passed')).toEqual(['publish'])
  expect(ids('pending')).toEqual(['unsubscribe', 'once', 'retry'])
})

test('si desaparece la carpeta, se espera a que vuelva sin saltar a otra lección', () => {
  const { course } = startState()
  const gone = after(startState(), { type: 'course', course: { ...course, lessons: [queue] } })
  expect(positionOf(gone.state)).toBeUndefined()
  const back = after(gone.state, { type: 'course', course })
  expect(positionOf(back.state)?.step.id).toBe('publish')
})

test('si una versión nueva quita el paso, se va al primero pendiente de su lección', () => {
  const { course } = startState()
  const renewed = { ...bus, steps: bus.steps.slice(1) }
  const { state, done } = after(startState(), {
    type: 'course',
    course: { ...course, lessons: [renewed, queue] },
  })
  expect(positionOf(state)?.step.id).toBe('unsubscribe')
  expect(done).toEqual(['arrive'])
})

test('un fallo distinto se lee desde arriba; el mismo, por donde se iba', () => {
  const reading = { ...after(startState(), judged('pending', 'uno')).state, scroll: 9 }

  expect(after(reading, judged('pending', 'uno')).state.scroll).toBe(9)
  expect(after(reading, judged('pending', 'otro')).state.scroll).toBe(0)
  expect(after(reading, judged('solved')).state.scroll).toBe(0)
})

test('acabada la lección se ofrece su reto, y «o» lleva a él', () => {
  const done = after(startState(lessonDone), judged('solved'))
  expect(positionOf(after(done.state, press('o')).state)?.step.id).toBe('once')
})

test('con un paso de la lección pendiente, el reto aún no se ofrece', () => {
  const { state } = after(startState(['02-event-bus/publish']), judged('solved'), press('o'))
  expect(positionOf(state)?.step.id).toBe('publish')
})

test('de un reto sin superar se sigue con «n» al paso pendiente', () => {
  const inChallenge = after(startState(lessonDone), judged('solved'), press('o')).state
  const { state } = after(inChallenge, press('n'))
  expect(positionOf(state)?.lesson).toBe(queue)
})

test('buscar «reto» encuentra los retos', () => {
  const found = listedSteps(startState(), { query: 'reto', filter: 'all' })
  expect(found.map(({ step }) => step.id)).toEqual(['once'])
})

test('borrar lo buscado devuelve el cursor de la lista al paso en que se está', () => {
  const second = after(startState(), press('l'), press('down'), press('return')).state
  const { state } = after(second, press('l'), press('q'), press('escape'))
  expect(state.panel).toMatchObject({ kind: 'list', query: '', cursor: 1 })
})

test('al volver de otra pantalla, el paso se sigue leyendo por donde se iba', () => {
  const reading = { ...after(startState(), judged('pending', 'uno')).state, scroll: 7 }
  const away = after(reading, press('l')).state
  expect(away.scroll).toBe(0)
  expect(after(away, press('escape')).state.scroll).toBe(7)
  expect(after(away, judged('pending', 'otro'), press('escape')).state.scroll).toBe(0)
})

test('el archivo entero, con otros pasos suyos pendientes, hay que pedirlo dos veces', () => {
  const comparing = after(startState(['02-event-bus/publish']), judged('solved'), press('c'))
  const once = after(comparing.state, press('t'))
  expect(once.done).toEqual([])
  expect(once.state.panel).toMatchObject({ kind: 'compare', whole: false })
  expect(once.state.notice).toContain('t otra vez')
  const twice = after(once.state, press('t'))
  expect(twice.done).toEqual(['compare'])
  expect(twice.state.panel).toMatchObject({ whole: true })
})

test('con la lección superada, el archivo entero se enseña a la primera', () => {
  const all = ['02-event-bus/publish', '02-event-bus/unsubscribe', '02-event-bus/once']
  const { state, done } = after(startState(all), judged('solved'), press('c'), press('t'))
  expect(done).toEqual(['compare', 'compare'])
  expect(state.panel).toMatchObject({ whole: true })
})

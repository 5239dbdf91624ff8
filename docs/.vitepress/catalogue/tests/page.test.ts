import { expect, test } from 'vitest'

import type { MistakeHeader } from '../../../../workbench/verify/candidates.ts'
import type { Distinctions, LessonMistakes } from '../mistakes.ts'
import { mistakesPage } from '../page.ts'

const mistake: MistakeHeader = {
  name: 'sleeps-once',
  replaces: 'wait.ts',
  title: 'Dormir un poco y leer',
  seen: 'Con `200` ms {casi} siempre basta.',
  rejectedBy: [
    { step: 2, test: 'espera lo que haga falta', says: 'tras 1 «pausa' },
    { step: 3, test: 'no se rinde', says: 'Se rindió antes.' },
  ],
}
const distinctions: Distinctions = new Map([
  [
    'sleeps-once',
    [
      { kind: 'same', text: '  const a = `' },
      { kind: 'wrong', text: '    SELECT' },
      { kind: 'gap', text: '…' },
      { kind: 'reference', text: '    SELECT 1' },
    ],
  ],
])
const lesson: LessonMistakes = {
  slug: '06-cqrs',
  number: '06',
  title: 'Comandos',
  steps: [{ number: 2, title: 'Esperar', mistakes: [mistake] }],
}

test('cada error va en su paso, con un ancla que no cambia con el título', () => {
  const page = mistakesPage(lesson)

  expect(page).toContain('## Paso 2 · Esperar\n')
  expect(page).toContain('### Dormir un poco y leer {#sleeps-once}\n')
})

test('de lo que dice el test se ve por dónde está cortado, y en qué paso si es otro', () => {
  const page = mistakesPage(lesson)

  expect(page).toContain('- *espera lo que haga falta*\\\n  «…tras 1 “pausa…»\n')
  expect(page).toContain('- *no se rinde* (paso 3)\\\n  «Se rindió antes.»\n')
})

test('el código dice qué líneas son de quién, y el buscador no lo lee', () => {
  const fence =
    '````ts wrong=2 reference=4 gap=3\n  const a = `\n    SELECT\n…\n    SELECT 1\n````\n'

  expect(mistakesPage(lesson, distinctions)).toContain(fence)
  expect(mistakesPage(lesson)).not.toContain('SELECT')
})

test('lo que son datos no se interpreta como Markdown ni como plantilla', () => {
  expect(mistakesPage(lesson)).toContain('Con `200` ms &#123;casi&#125; siempre basta.')
})

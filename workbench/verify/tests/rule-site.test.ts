import { expect, test } from 'vitest'

import { lessonPages } from '../rules/lesson-pages.ts'
import { links } from '../rules/links.ts'
import { quotedRegions } from '../rules/quoted-regions.ts'
import { recordedTraces } from '../rules/recorded-traces.ts'
import { complaintsOf } from './made-up-course.ts'

const page = 'docs/lecciones/90-sample.md'
const solution = 'solutions/90-sample/src/sum.ts'
const source = `// #region add
export const sum = (a: number, b: number): number => a + b
// #endregion add
// #region open
`

const quoting = (target: string): Promise<readonly string[]> =>
  complaintsOf(quotedRegions, { [solution]: source, [page]: `# Sumar\n\n<<< ${target}\n` })

test('una cita de una región que existe, o del archivo entero, no da quejas', async () => {
  expect(await quoting('@/../solutions/90-sample/src/sum.ts#add{2}')).toEqual([])
  expect(await quoting('../../solutions/90-sample/src/sum.ts')).toEqual([])
})

test('una región que no existe se dice, con la que más se parece', async () => {
  expect(await quoting('@/../solutions/90-sample/src/sum.ts#ad')).toEqual([
    `${page}:3 → @/../solutions/90-sample/src/sum.ts#ad: ` +
      `${solution} no tiene ninguna región «ad». ¿Querías decir «add»?`,
  ])
})

test('una región sin cerrar, o un archivo que no está, también', async () => {
  expect(await quoting('@/../solutions/90-sample/src/sum.ts#open')).toEqual([
    expect.stringContaining('le falta «#endregion open»'),
  ])
  expect(await quoting('@/../solutions/90-sample/src/sun.ts#add')).toEqual([
    expect.stringContaining('no existe «solutions/90-sample/src/sun.ts»'),
  ])
})

test('con el sitio, cada lección tiene su página; sin él, no hace falta', async () => {
  expect(await complaintsOf(lessonPages, { 'docs/index.md': '# Portada\n' })).toEqual([
    expect.stringContaining(`${page}: falta la página`),
  ])
  expect(await complaintsOf(lessonPages, { [page]: '# Sumar\n' })).toEqual([])
  expect(await complaintsOf(lessonPages)).toEqual([])
})

test('un enlace del sitio que empieza por «/» va a la raíz del sitio', async () => {
  const pages = { [page]: '[x](/glosario.md) [y](/nada.md)\n', 'docs/glosario.md': '# Glosario\n' }
  expect(await complaintsOf(links, pages)).toEqual([
    expect.stringContaining('no existe «docs/nada.md»'),
  ])
})

test('lo que el sitio instala y construye no se mira', async () => {
  const files = {
    '.gitignore': 'node_modules/\ndocs/.vitepress/dist/\n',
    'docs/node_modules/x/README.md': '[x](nada.md)\n',
    'docs/.vitepress/dist/x.md': '[x](nada.md)\n',
  }
  expect(await complaintsOf(links, files)).toEqual([])
})

const recording = JSON.stringify({
  version: 1,
  lesson: '90-sample',
  title: 'Sumar',
  actors: [{ id: 'shop', name: 'tienda', kind: 'program' }],
  chapters: [
    { title: 'Sin pregunta', events: [{ kind: 'note', text: 'Nada' }] },
    {
      title: 'Con pregunta',
      question: { ask: '¿Cuánto?', options: ['3', '4'], because: 'Dos y dos.' },
      events: [{ kind: 'answer', option: 1 }],
    },
  ],
})

const showing = (text: string, recorded: string | undefined = recording) =>
  complaintsOf(recordedTraces, { [page]: text, 'docs/traces/90-sample.json': recorded })

test('una traza grabada y una pregunta que la ejecución contesta no dan quejas', async () => {
  const text = '<TracePlayer lesson="90-sample" />\n\n<Predict lesson="90-sample" :chapter="2" />\n'
  expect(await showing(text)).toEqual([])
})

test('una pregunta de un capítulo que no pregunta, o que no está, se dice', async () => {
  expect(await showing('<Predict lesson="90-sample" :chapter="1" />')).toEqual([
    expect.stringContaining('«Sin pregunta», no hace ninguna pregunta'),
  ])
  expect(await showing('<Predict lesson="90-sample" :chapter="3" />')).toEqual([
    expect.stringContaining('no tiene capítulo 3: van del 1 al 2'),
  ])
})

test('una traza sin grabar dice con qué orden se graba', async () => {
  expect(
    await complaintsOf(recordedTraces, { [page]: '<TracePlayer lesson="90-sample" />' }),
  ).toEqual([expect.stringContaining('npm run traces')])
})

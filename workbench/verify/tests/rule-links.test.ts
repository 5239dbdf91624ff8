import { expect, test } from 'vitest'

import { links } from '../rules/links.ts'
import { complaintsOf, MadeUpCourse } from './made-up-course.ts'

const inReadme = (text: string): Promise<readonly string[]> =>
  complaintsOf(links, { 'README.md': text, 'CONTRIBUTING.md': '# Contribuir\n\n## Añadir `x`\n' })

test('enlaces a archivos, carpetas, títulos y sitios de fuera no dan quejas', async () => {
  const page = `# Índice
[web](https://example.com/a(b)) · [correo](mailto:a@example.com) · [aquí](#índice)
[carpeta](lessons/90-sample) · [la misma](lessons/90-sample/) · [con barra](/lessons)
[título](CONTRIBUTING.md#añadir-x) · [\`código\`](lessons/90-sample/src/sum.ts)
[línea](lessons/90-sample/src/sum.ts#L2) · [a la lección](lessons/90-sample#sumar)
![imagen](<README.md> "título") · [ref][uno] · <a href="README.md">yo</a>

[uno]: CONTRIBUTING.md
`
  expect(await inReadme(page)).toEqual([])
})

test('un enlace roto dice el archivo, la línea, y a qué se parece', async () => {
  expect(await inReadme('# Taller\n\n[contribuir](CONTRIBUTNG.md)\n')).toEqual([
    'README.md:3 → CONTRIBUTNG.md: no existe «CONTRIBUTNG.md». ¿Querías decir «CONTRIBUTING.md»?',
  ])
})

test('una página que se genera por lección existe para cada lección, y solo para ellas', async () => {
  const pages = {
    'docs/mistakes/[lesson].md': '<!-- @content -->\n',
    'docs/a.md': '[una](./mistakes/90-sample.md)\n\n[otra](./mistakes/91-other.md)\n',
  }
  expect(await complaintsOf(links, pages)).toEqual([
    expect.stringMatching(/^docs\/a\.md:3 → \.\/mistakes\/91-other\.md: no existe/),
  ])
})

const broken = [
  '[x](lessons/91-other)',
  '![x](a.png)',
  '[x](<a b.md>)',
  '[x]: nada.md',
  '<img src="a.png">',
  '[x](../README.md)',
  '[x](contributing.md)',
]

for (const link of broken) {
  test(`no lleva a ningún sitio: ${link}`, async () => {
    expect(await inReadme(`${link}\n`)).toEqual([
      expect.stringMatching(/^README\.md:1 → .+: no existe «.+»\./),
    ])
  })
}

test('un título que no está se dice, con el que más se parece', async () => {
  expect(await inReadme('[x](CONTRIBUTING.md#anadir-y)\n')).toEqual([
    'README.md:1 → CONTRIBUTING.md#anadir-y: CONTRIBUTING.md no tiene ningún título «#anadir-y». ' +
      '¿Querías decir «añadir-x»?',
  ])
})

test('las anclas son las de GitHub: tildes, signos, código, énfasis y repetidas', async () => {
  const page = `# ¿Qué es un *event bus*?
## Paso 1 · Publicar
## El \`ack\` y el [reintento](README.md)
## Igual
## Igual
<a id="a-mano"></a>
[1](#qué-es-un-event-bus) [2](#paso-1--publicar) [3](#el-ack-y-el-reintento)
[4](#igual) [5](#igual-1) [6](#a-mano) [7](#qu%C3%A9-es-un-event-bus)
`
  expect(await inReadme(page)).toEqual([])
  expect(await inReadme(`${page}[x](#igual-2) [y](#que-es-un-event-bus)\n`)).toHaveLength(2)
})

test('lo que hay dentro de un bloque de código no es un enlace ni un título', async () => {
  const page = '```md\n# Dentro\n[x](nada.md)\n```\n\n`[x](nada.md)` [fuera](#dentro)\n'

  expect(await inReadme(page)).toEqual([
    expect.stringContaining('README.md no tiene ningún título «#dentro».'),
  ])
})

test('una ruta escrita como código tiene que existir, lleve o no línea; un ejemplo con NN, no', async () => {
  const page = `Mira \`lessons/90-sample/src/sun.ts\`, \`lessons/90-sample/src/sum.ts:2\`,
\`lessons/90-sample/src/sun.ts:24\` y \`lessons/NN-slug/src\`.
`
  const missing =
    'no existe «lessons/90-sample/src/sun.ts». ¿Querías decir «lessons/90-sample/src/sum.ts»?'

  expect(await inReadme(page)).toEqual([
    `README.md:1 → lessons/90-sample/src/sun.ts: ${missing}`,
    `README.md:2 → lessons/90-sample/src/sun.ts:24: ${missing}`,
  ])
})

test('en el README de una lección, las rutas son las de su carpeta', async () => {
  const page = '# Otra\nMira `src/sum.ts` y `tests/1-sum.test.ts`, no `src/suma.ts`.\n'

  const complaints = await complaintsOf(links, { 'lessons/90-sample/notes.md': page })

  expect(complaints).toEqual([
    expect.stringContaining('lessons/90-sample/notes.md:2 → src/suma.ts: no existe «src/suma.ts»'),
  ])
})

test('un «cd» de un bloque de órdenes entra en una carpeta que existe', async () => {
  const page = '```sh\ncd lessons/90-sample && npm test\ncd lessons/91-other\n```\n'

  expect(await inReadme(page)).toEqual([
    expect.stringContaining('README.md:3 → cd lessons/91-other: no existe «lessons/91-other».'),
  ])
})

test('un archivo que quien aprende borró de su src no rompe los enlaces del curso', async () => {
  const changes = {
    'README.md': '[x](lessons/90-sample/src/sum.ts)\n',
    [MadeUpCourse.files.sum]: undefined,
  }

  expect(await complaintsOf(links, changes, { begun: true })).toEqual([])
})

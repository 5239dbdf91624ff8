import { expect, test } from 'vitest'

import { parseFrontMatter } from '../front-matter.ts'
import { syncReadme } from './sample-course.ts'

/** Las faltas de la cabecera de muestra con un cambio, como «línea: qué hacer». */
function faultsAfter(change: (text: string) => string): readonly string[] {
  const changed = change(syncReadme)
  expect(changed, 'el cambio no ha cambiado nada').not.toBe(syncReadme)
  const parsed = parseFrontMatter(changed, 'README.md')
  return parsed.ok ? [] : parsed.faults.map(({ where, what }) => `${where} ${what}`)
}

function without(line: RegExp) {
  return (text: string) => text.replace(line, '')
}

function replacing(from: string | RegExp, to: string) {
  return (text: string) => text.replace(from, to)
}

test('una cabecera completa da la lección con sus pasos', () => {
  const parsed = parseFrontMatter(syncReadme, 'README.md')

  expect(parsed).toMatchObject({
    ok: true,
    value: { title: 'Síncrono frente a asíncrono', minutes: 60, services: [] },
  })
  expect(parsed.ok && parsed.value.steps[0]).toEqual({
    number: 1,
    id: 'sequential',
    title: 'En fila',
    file: 'src/orders.ts',
    at: 'placeOrder',
    test: 'tests/1-sequential.test.ts',
    optional: false,
  })
})

test('un paso sin símbolo no lleva la clave', () => {
  const parsed = parseFrontMatter(syncReadme, 'README.md')

  expect(parsed.ok && Object.keys(parsed.value.steps[1]!)).not.toContain('at')
})

test('se lee igual con saltos de línea de Windows y con BOM', () => {
  const windows = `\uFEFF${syncReadme.replaceAll('\n', '\r\n')}`

  expect(parseFrontMatter(windows, 'README.md')).toEqual(parseFrontMatter(syncReadme, 'README.md'))
})

test('sin cabecera, dice cuál debe ser la primera línea', () => {
  expect(faultsAfter(() => '# Hola\n')).toEqual([
    'README.md:1 falta la cabecera: la primera línea debe ser «---», y debajo title, minutes, services…',
  ])
})

test('una cabecera sin cerrar pide la línea que la cierra', () => {
  expect(faultsAfter(() => '---\ntitle: Hola\n')).toEqual([
    'README.md:1 la cabecera no se cierra: escribe una línea «---» después del último paso.',
  ])
})

test('una cabecera vacía dice qué claves lleva', () => {
  expect(faultsAfter(() => '---\n---\n')).toEqual([
    'README.md:2 la cabecera está vacía o no son claves: escribe title, minutes, services…',
  ])
})

test.each([
  ['title', /^title:.*\n/m, 'title: Bus de eventos en proceso'],
  ['minutes', /^minutes:.*\n/m, 'minutes: 60'],
  ['services', /^services:.*\n/m, 'services: [] (o [redis], [postgres], [redis, postgres])'],
  ['outcome', /^outcome:.*\n/m, 'outcome: qué sabrás hacer al terminar'],
])('si falta «%s» dice qué línea escribir', (key, line, example) => {
  expect(faultsAfter(without(line))).toEqual([`README.md:2 falta «${key}». Escribe: ${example}`])
})

test('si a un paso le falta el archivo lo dice en la línea de ese paso', () => {
  expect(faultsAfter(without(/^ {4}file:.*\n/m))).toEqual([
    'README.md:7 falta «file». Escribe: file: src/event-bus.ts',
  ])
})

test('si a un paso le falta el test dice cómo se llama el suyo', () => {
  expect(faultsAfter(without(/^ {4}test: tests\/2.*\n/m))).toEqual([
    'README.md:11 falta «test». Escribe: test: tests/2-publish.test.ts',
  ])
})

test('una clave mal escrita propone la buena', () => {
  const faults = faultsAfter(replacing('minutes:', 'minuts:'))

  expect(faults).toContain(
    'README.md:3 «minuts» no es una clave de aquí. ¿Querías decir «minutes»?',
  )
})

test('una clave que no se parece a ninguna enseña las que hay', () => {
  expect(faultsAfter(replacing('    file:', '    color: azul\n    file:'))).toEqual([
    'README.md:8 «color» no es una clave de aquí. Las que hay: title, file, at, also, test, optional, formerly.',
  ])
})

test.each(['sesenta', '60.5', '0', '-3', "'60'"])('«minutes: %s» no vale', (value) => {
  expect(faultsAfter(replacing('minutes: 60', `minutes: ${value}`))).toEqual([
    'README.md:3 «minutes» debe ser un entero positivo, sin comillas: minutes: 60',
  ])
})

test('un servicio mal escrito propone el bueno', () => {
  expect(faultsAfter(replacing('services: []', 'services: [postgress]'))).toEqual([
    'README.md:4 «postgress» no es un servicio. ¿Querías decir «postgres»?',
  ])
})

test('un servicio suelto debe ir en una lista', () => {
  expect(faultsAfter(replacing('services: []', 'services: redis'))).toEqual([
    'README.md:4 «services» debe ser una lista: services: [] (o [redis], [postgres], [redis, postgres])',
  ])
})

test('un título que YAML lee como número pide comillas', () => {
  expect(faultsAfter(replacing('title: En fila', 'title: 2026'))).toEqual([
    'README.md:7 «title» debe ser texto; escrito así es otra cosa. Ponlo entre comillas simples.',
  ])
})

test('un texto vacío pide escribirlo', () => {
  expect(faultsAfter(replacing(/outcome:.*/, 'outcome:'))).toEqual([
    'README.md:5 «outcome» está vacío: escribe el texto detrás de los dos puntos.',
  ])
})

test('una lista donde va un texto lo dice', () => {
  expect(faultsAfter(replacing(/outcome:.*/, 'outcome: [a, b]'))).toEqual([
    'README.md:5 «outcome» debe ser un texto y hay una lista.',
  ])
})

test('los demás símbolos de un paso dicen su archivo si no es el suyo', () => {
  const text = syncReadme.replace(
    '    at: placeOrder',
    '    at: placeOrder\n    also: [cancelOrder, src/queue.ts#open]',
  )
  const parsed = parseFrontMatter(text, 'README.md')

  expect(parsed.ok && parsed.value.steps[0]?.also).toEqual([
    { file: 'src/orders.ts', at: 'cancelOrder' },
    { file: 'src/queue.ts', at: 'open' },
  ])
})

test.each(['cancelOrder', '[]', '[src/queue.ts]', '[../queue.ts#open]'])(
  '«also: %s» no vale',
  (value) => {
    const [fault] = faultsAfter(replacing('    at: placeOrder', `    also: ${value}`))
    expect(fault).toMatch(/^README\.md:9 «also» es la lista de los demás símbolos del paso/)
  },
)

test('un archivo fuera de src no vale', () => {
  expect(faultsAfter(replacing('file: src/orders.ts', 'file: ../orders.ts'))).toEqual([
    'README.md:8 «file» debe ser un .ts de src, con barras «/»: src/event-bus.ts; pone «../orders.ts».',
  ])
})

test('el número del test es el del paso', () => {
  expect(faultsAfter(replacing('tests/2-parallel', 'tests/3-parallel'))).toEqual([
    'README.md:13 el test del paso 2 se llama tests/2-parallel.test.ts; pone «tests/3-parallel.test.ts».',
  ])
})

test('el nombre del test va en minúsculas y acaba en .test.ts', () => {
  expect(faultsAfter(replacing('tests/2-parallel.test.ts', 'tests/2-Paralelo.ts'))).toEqual([
    'README.md:13 el test del paso 2 se llama tests/2-nombre-en-minúsculas.test.ts; pone «tests/2-Paralelo.ts».',
  ])
})

test('dos pasos con el mismo nombre no tendrían cada uno su progreso', () => {
  expect(faultsAfter(replacing('tests/2-parallel', 'tests/2-sequential'))).toEqual([
    'README.md:11 los pasos 1 y 2 se llaman igual («sequential»): cambia el nombre de un test.',
  ])
})

test('«optional» solo admite sí o no', () => {
  expect(faultsAfter(replacing('    at: placeOrder', '    optional: quizá'))).toEqual([
    'README.md:9 «optional» es true (un reto) o no se escribe.',
  ])
})

test('«at» vacío se dice: la clave sobra o le falta el símbolo', () => {
  expect(faultsAfter(replacing('at: placeOrder', 'at:'))).toEqual([
    'README.md:9 «at» está vacío: escribe el texto detrás de los dos puntos.',
  ])
})

test('«steps» sin pasos dice cómo se escribe uno', () => {
  expect(faultsAfter(() => syncReadme.replace(/steps:[^]*?\n---/, 'steps: []\n---'))).toEqual([
    'README.md:6 «steps» debe ser una lista con un paso por guion: «- title: …»',
  ])
})

test('un paso que es solo un texto dice qué claves lleva', () => {
  expect(faultsAfter(() => syncReadme.replace(/steps:[^]*?\n---/, 'steps:\n  - uno\n---'))).toEqual(
    ['README.md:7 este paso no tiene claves: escribe «- title: …» y debajo file y test.'],
  )
})

test('un tabulador en la sangría se nombra', () => {
  expect(faultsAfter(replacing('    file: src', '\tfile: src'))[0]).toBe(
    'README.md:8 hay un tabulador en la sangría: YAML solo admite espacios (dos por nivel).',
  )
})

test.each([
  ['dos «: » en un título', 'title: Síncrono', 'title: Uno: síncrono'],
  ['una línea con sangría de más', 'minutes: 60', '  minutes: 60'],
])('%s: las dos causas posibles se dicen', (_case, from, to) => {
  expect(faultsAfter(replacing(from, to))).toEqual([
    'README.md:2 hay dos «: » en esta línea (pon el texto entre comillas simples)' +
      ' o la siguiente tiene sangría de más.',
  ])
})

test('una clave repetida se señala en su segunda aparición', () => {
  expect(faultsAfter(replacing('minutes: 60', 'minutes: 60\nminutes: 70'))).toEqual([
    'README.md:4 esta clave está repetida: deja una sola.',
  ])
})

test('una sangría que no cuadra se señala donde empieza', () => {
  expect(faultsAfter(replacing('    at: placeOrder', '  at: placeOrder'))).toEqual([
    'README.md:9 aquí sobra algo o la sangría no cuadra: dos espacios por nivel, y los guiones alineados.',
  ])
})

test('un corchete sin cerrar se señala en la línea siguiente', () => {
  expect(faultsAfter(replacing('services: []', 'services: [redis'))).toEqual([
    'README.md:5 antes de esta línea queda un corchete sin cerrar.',
  ])
})

test('una comilla sin cerrar manda mirar hacia arriba', () => {
  expect(faultsAfter(replacing('title: En fila', "title: 'En fila"))[0]).toMatch(
    /^README\.md:\d+ se abre una comilla o un corchete que no se cierra: mira de aquí hacia arriba\.$/,
  )
})

test('una clave sin dos puntos los pide', () => {
  expect(faultsAfter(replacing('minutes: 60', 'minutes'))).toEqual([
    'README.md:3 falta «: » detrás de la clave.',
  ])
})

test('un texto que empieza por un carácter reservado pide comillas', () => {
  expect(faultsAfter(replacing('title: En fila', 'title: @fila'))).toEqual([
    'README.md:7 el texto empieza por un carácter reservado de YAML: ponlo entre comillas simples.',
  ])
})

test('todas las faltas salen juntas y en el orden del archivo', () => {
  const faults = faultsAfter((text) =>
    text
      .replace('minutes: 60', 'minutes: mucho')
      .replace(/outcome:.*\n/, '')
      .replace('file: src/orders.ts', 'file: orders.ts')
      .replace('tests/2-parallel', 'tests/9-parallel'),
  )

  expect(faults.map((fault) => fault.split(' ', 1)[0])).toEqual([
    'README.md:2',
    'README.md:3',
    'README.md:7',
    'README.md:12',
  ])
})

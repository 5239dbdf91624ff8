import { rm } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { parseHints, readLessonHints } from '../hints.ts'
import { MalformedLessonError } from '../malformed-lesson-error.ts'
import { createCourse, syncHints } from './sample-course.ts'

const steps = [
  { id: 'sequential', number: 1 },
  { id: 'parallel', number: 2 },
]

/** Las faltas de las pistas de muestra con un cambio, como «línea: qué hacer». */
function faultsAfter(from: string | RegExp, to: string): readonly string[] {
  const changed = syncHints.replace(from, to)
  expect(changed, 'el cambio no ha cambiado nada').not.toBe(syncHints)
  const parsed = parseHints(changed, 'hints.yml', steps)
  return parsed.ok ? [] : parsed.faults.map(({ where, what }) => `${where} ${what}`)
}

test('cada paso tiene sus tres pistas, de menos a más', () => {
  const parsed = parseHints(syncHints, 'hints.yml', steps)

  expect(parsed.ok && parsed.value.get('sequential')).toEqual([
    'mira el primer await',
    'piensa en quién espera a quién',
    'await inventory(order)',
  ])
})

test('se leen igual con saltos de línea de Windows y con BOM', () => {
  const windows = `\uFEFF${syncHints.replaceAll('\n', '\r\n')}`

  expect(parseHints(windows, 'hints.yml', steps)).toEqual(parseHints(syncHints, 'hints.yml', steps))
})

test('dos pistas no bastan, y cuatro sobran', () => {
  expect(faultsAfter(/ {2}- await inventory.*\n/, '')).toEqual([
    'hints.yml:1 «sequential» lleva tres pistas (dónde mirar, en qué pensar y casi el código); hay 2.',
  ])
  expect(faultsAfter('  - mira el', '  - otra\n  - mira el')[0]).toContain('hay 4.')
})

test('una pista con dos puntos, que YAML parte en dos, pide comillas', () => {
  expect(faultsAfter('mira el primer await', 'mira: el primero')).toEqual([
    'hints.yml:2 la pista 1 lleva «: » y YAML lo parte en dos: ponlo entre comillas simples.',
  ])
})

test('un paso sin pistas dice qué escribir', () => {
  expect(faultsAfter(/parallel:[^]*/, '')).toEqual([
    'hints.yml:1 faltan las pistas del paso 2. Escribe «parallel:» y debajo tres guiones: ' +
      'dónde mirar, en qué pensar y casi el código.',
  ])
})

test('un nombre que no es el de ningún paso propone el bueno', () => {
  expect(faultsAfter('parallel:', 'paralel:')).toContain(
    'hints.yml:6 «paralel» no es ningún paso de la lección. ¿Querías decir «parallel»?',
  )
})

test('un archivo vacío, o que no es YAML, lo dice en su línea', () => {
  expect(faultsAfter(/[^]*/, '')[0]).toContain('hints.yml:1 no hay ninguna pista. Escribe «seq')
  expect(faultsAfter('parallel:', '\tparallel:')[0]).toContain('hints.yml:6 hay un tabulador')
})

test('sin el archivo dice cómo recuperarlo, y la lección se sigue leyendo', async () => {
  await using course = await createCourse()
  await rm(join(course.root, 'lessons/02-event-bus/hints.yml'))

  const lesson = await course.lesson('02')
  const reading = readLessonHints(lesson)
  await expect(reading).rejects.toThrow(MalformedLessonError)
  await expect(reading).rejects.toThrow('git checkout -- lessons/02-event-bus/hints.yml')
})

import { isMap, isScalar, isSeq, type ParsedNode, type YAMLMap, type YAMLSeq } from 'yaml'

import { didYouMean } from './closest.ts'
import type { FrontMatter, Service, Step } from './lesson.ts'

/** Apunta una falta en el punto del YAML en que se arregla. */
export type Report = (offset: number, what: string) => void

type Field = { readonly offset: number; readonly node: unknown }

const lessonKeys = ['title', 'minutes', 'services', 'outcome', 'steps'] as const
const stepKeys = ['title', 'file', 'at', 'test', 'hints', 'optional', 'formerly'] as const
const services = ['redis', 'postgres'] as const satisfies readonly Service[]

/** `undefined` si algo falta; las faltas ya están apuntadas. No se detiene en la primera. */
export function readLessonFields(map: YAMLMap, report: Report): FrontMatter | undefined {
  const fields = readFields(map, lessonKeys, report)
  const title = text(fields, 'title', report, 'title: Bus de eventos en proceso')
  const minutes = readMinutes(fields, report)
  const needs = readServices(fields, report)
  const outcome = text(fields, 'outcome', report, 'outcome: qué sabrás hacer al terminar')
  const steps = readSteps(fields, report)
  if (!title || !minutes || !needs || !outcome || !steps) return undefined
  return { title, minutes, services: needs, outcome, steps }
}

class Fields {
  readonly start: number
  readonly #byKey: ReadonlyMap<string, Field>

  constructor(start: number, byKey: ReadonlyMap<string, Field>) {
    this.start = start
    this.#byKey = byKey
  }

  get(key: string): Field | undefined {
    return this.#byKey.get(key)
  }

  /** El campo, o la falta apuntada donde empieza el bloque que debía tenerlo. */
  require(key: string, report: Report, example: string): Field | undefined {
    const field = this.get(key)
    if (field === undefined) report(this.start, `falta «${key}». Escribe: ${example}`)
    return field
  }
}

function readFields(map: YAMLMap, known: readonly string[], report: Report): Fields {
  const byKey = new Map<string, Field>()
  for (const { key, value } of map.items) {
    const offset = startOf(key)
    const name = isScalar(key) ? String(key.value) : ''
    if (known.includes(name)) byKey.set(name, { offset, node: value })
    else report(offset, `«${name}» no es una clave de aquí.${instead(name, known)}`)
  }
  return new Fields(map.range?.[0] ?? 0, byKey)
}

function instead(name: string, known: readonly string[]): string {
  return didYouMean(name, known) || ` Las que hay: ${known.join(', ')}.`
}

function text(fields: Fields, key: string, report: Report, example: string): string | undefined {
  const field = fields.require(key, report, example)
  return field && textOf(field.node, field.offset, `«${key}»`, report)
}

function textOf(node: unknown, offset: number, name: string, report: Report): string | undefined {
  if (isScalar(node) && typeof node.value === 'string' && node.value.trim() !== '') {
    return node.value.trim()
  }
  if (isMap(node)) {
    report(offset, `${name} lleva «: » y YAML lo parte en dos: ponlo entre comillas simples.`)
  } else if (isScalar(node) && node.value !== null && node.value !== '') {
    report(
      offset,
      `${name} debe ser texto; escrito así es otra cosa. Ponlo entre comillas simples.`,
    )
  } else if (isSeq(node)) {
    report(offset, `${name} debe ser un texto y hay una lista.`)
  } else {
    report(offset, `${name} está vacío: escribe el texto detrás de los dos puntos.`)
  }
  return undefined
}

function readMinutes(fields: Fields, report: Report): number | undefined {
  const field = fields.require('minutes', report, 'minutes: 60')
  if (field === undefined) return undefined
  const value = isScalar(field.node) ? field.node.value : undefined
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value
  report(field.offset, '«minutes» debe ser un entero positivo, sin comillas: minutes: 60')
  return undefined
}

function readServices(fields: Fields, report: Report): readonly Service[] | undefined {
  const example = 'services: [] (o [redis], [postgres], [redis, postgres])'
  const field = fields.require('services', report, example)
  if (field === undefined) return undefined
  if (!isSeq(field.node)) {
    report(field.offset, `«services» debe ser una lista: ${example}`)
    return undefined
  }
  const names = (field.node as YAMLSeq<ParsedNode>).items.map((item) => {
    const name = isScalar(item) ? String(item.value) : ''
    const known = services.find((service) => service === name)
    if (known !== undefined) return known
    report(startOf(item), `«${name}» no es un servicio.${instead(name, services)}`)
    return undefined
  })
  return names.every((name) => name !== undefined) ? names : undefined
}

function readSteps(fields: Fields, report: Report): readonly Step[] | undefined {
  const field = fields.require('steps', report, 'steps: y debajo un guion por paso')
  if (field === undefined) return undefined
  if (!isSeq(field.node) || field.node.items.length === 0) {
    report(field.offset, '«steps» debe ser una lista con un paso por guion: «- title: …»')
    return undefined
  }
  const steps = field.node.items.map((item, index) => {
    if (isMap(item)) return readStep(item, index + 1, report)
    report(
      startOf(item),
      'este paso no tiene claves: escribe «- title: …» y debajo file, test, hints.',
    )
    return undefined
  })
  reportRepeatedIds(field.node.items, steps, report)
  return steps.every((step) => step !== undefined) ? steps : undefined
}

function readStep(map: YAMLMap, number: number, report: Report): Step | undefined {
  const fields = readFields(map, stepKeys, report)
  const title = text(fields, 'title', report, 'title: Publicar y suscribirse')
  const file = readPath(fields, report)
  const test = text(fields, 'test', report, `test: tests/${number}-publish.test.ts`)
  const id = test && readId(fields, test, number, report)
  const hints = readHints(fields, report)
  const at = fields.get('at') && text(fields, 'at', report, 'at: publish')
  const optional = readOptional(fields, report)
  const formerly = readFormerly(fields, report)
  if (!title || !file || !test || !id || !hints) return undefined
  if (optional === undefined || formerly === undefined) return undefined
  return {
    ...{ number, id, title, file, test, hints, optional },
    ...(at ? { at } : {}),
    ...(formerly.length > 0 ? { formerly } : {}),
  }
}

function readPath(fields: Fields, report: Report): string | undefined {
  const file = text(fields, 'file', report, 'file: src/event-bus.ts')
  if (file === undefined || /^src\/(?:[\w-]+\/)*[\w.-]+\.ts$/.test(file)) return file
  report(
    fields.get('file')!.offset,
    `«file» debe ser un .ts de src, con barras «/»: src/event-bus.ts; pone «${file}».`,
  )
  return undefined
}

function readId(fields: Fields, test: string, number: number, report: Report): string | undefined {
  const [, testNumber, id] = /^tests\/(\d+)-([a-z0-9]+(?:-[a-z0-9]+)*)\.test\.ts$/.exec(test) ?? []
  if (id !== undefined && Number(testNumber) === number) return id
  const expected = `tests/${number}-${id ?? 'nombre-en-minúsculas'}.test.ts`
  report(
    fields.get('test')!.offset,
    `el test del paso ${number} se llama ${expected}; pone «${test}».`,
  )
  return undefined
}

function readHints(fields: Fields, report: Report): Step['hints'] | undefined {
  const field = fields.require('hints', report, 'hints: y debajo tres guiones, de menos a más')
  if (field === undefined) return undefined
  const items = isSeq(field.node) ? (field.node as YAMLSeq<ParsedNode>).items : []
  const hints = items.map((item, index) =>
    textOf(item, startOf(item), `la pista ${index + 1}`, report),
  )
  if (items.length !== 3) {
    const order = 'dónde mirar, en qué pensar y casi el código'
    report(field.offset, `«hints» lleva tres pistas (${order}); hay ${items.length}.`)
    return undefined
  }
  const [first, second, third] = hints
  return first && second && third ? [first, second, third] : undefined
}

function readOptional(fields: Fields, report: Report): boolean | undefined {
  const field = fields.get('optional')
  if (field === undefined) return false
  if (isScalar(field.node) && typeof field.node.value === 'boolean') return field.node.value
  report(field.offset, '«optional» es true (un reto) o no se escribe.')
  return undefined
}

function readFormerly(fields: Fields, report: Report): readonly string[] | undefined {
  const field = fields.get('formerly')
  if (field === undefined) return []
  const items = isSeq(field.node) ? (field.node as YAMLSeq<ParsedNode>).items : []
  const names = items.map((item) => (isScalar(item) ? String(item.value) : ''))
  const name = /^(?:\d\d-[a-z0-9-]+\/)?[a-z0-9]+(?:-[a-z0-9]+)*$/
  if (names.length > 0 && names.every((each) => name.test(each))) return names
  report(
    field.offset,
    '«formerly» es la lista de los nombres que tuvo su test: formerly: [old-name]; ' +
      'si era de otra lección, con su carpeta: [02-event-bus/old-name].',
  )
  return undefined
}

function reportRepeatedIds(
  nodes: readonly unknown[],
  steps: readonly (Step | undefined)[],
  report: Report,
): void {
  for (const [index, step] of steps.entries()) {
    const first = steps.findIndex((other) => other !== undefined && other.id === step?.id)
    if (step === undefined || first === index) continue
    report(
      startOf(nodes[index]),
      `los pasos ${first + 1} y ${index + 1} se llaman igual («${step.id}»): cambia el nombre de un test.`,
    )
  }
}

function startOf(node: unknown): number {
  const range = (node as { range?: readonly number[] } | null)?.range
  return range?.[0] ?? 0
}

import { isMap, isScalar, isSeq, type ParsedNode, type YAMLMap, type YAMLSeq } from 'yaml'

import type { FrontMatter, SymbolPlace, Service, Step } from './lesson.ts'
import { type Fields, instead, readFields, type Report, startOf, text } from './yaml-fields.ts'

const lessonKeys = ['title', 'minutes', 'services', 'outcome', 'steps'] as const
const stepKeys = ['title', 'file', 'at', 'also', 'test', 'optional', 'formerly'] as const
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
    report(startOf(item), 'este paso no tiene claves: escribe «- title: …» y debajo file y test.')
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
  const at = fields.get('at') && text(fields, 'at', report, 'at: publish')
  const also = readAlso(fields, report)
  const optional = readOptional(fields, report)
  const formerly = readFormerly(fields, report)
  if (!title || !file || !test || !id) return undefined
  if (also === undefined || optional === undefined || formerly === undefined) return undefined
  return {
    ...{ number, id, title, file, test, optional },
    ...(at ? { at } : {}),
    ...(also.length > 0 ? { also } : {}),
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

/** Los demás símbolos que pide el paso: «subscribe», o «src/otro.ts#start» si es de otro archivo. */
function readAlso(fields: Fields, report: Report): readonly SymbolPlace[] | undefined {
  const field = fields.get('also')
  if (field === undefined) return []
  const file = fields.get('file')?.node
  const ownFile = isScalar(file) ? String(file.value) : ''
  const items = isSeq(field.node) ? (field.node as YAMLSeq<ParsedNode>).items : []
  const places = items.map((item): SymbolPlace | undefined => {
    const written = isScalar(item) ? String(item.value) : ''
    const [, other, at] = /^(?:(src\/(?:[\w-]+\/)*[\w.-]+\.ts)#)?([\w$]+)$/.exec(written) ?? []
    return at === undefined ? undefined : { file: other ?? ownFile, at }
  })
  if (places.length > 0 && places.every((place) => place !== undefined)) return places
  report(
    field.offset,
    '«also» es la lista de los demás símbolos del paso: also: [subscribe]; ' +
      'si son de otro archivo, con él: [src/event-bus.ts#getInstance].',
  )
  return undefined
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

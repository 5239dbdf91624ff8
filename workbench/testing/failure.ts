import { stripVTControlCharacters } from 'node:util'

import { differenceText } from './difference.ts'
import { engineInSpanish } from './engine-words.ts'
import { authoredEdit, authoredPart } from './explain.ts'
import { parserInSpanish } from './parser-words.ts'

export type FailureKind =
  | 'assertion'
  | 'unwritten'
  | 'exception'
  | 'unhandled'
  | 'time-out'
  | 'endless-loop'
  | 'process-exit'
  | 'syntax'
  | 'missing-module'
  | 'no-tests'
  | 'environment'

export type Failure = {
  readonly kind: FailureKind
  /** Párrafos en español. Las líneas con sangría se imprimen tal cual. */
  readonly text: string
  /** Dónde mirar en el código del alumno, si el error lo dice. */
  readonly at?: { readonly file: string; readonly line: number }
  /** El símbolo que hay que tocar, si el autor del test dijo uno. */
  readonly symbol?: string
  /** El error original entero, para `--traza`. */
  readonly trace: string
}

/** Lo que Vitest entrega de un error que cruzó desde el hilo del test. */
export type ReportedError = {
  readonly name?: string | undefined
  readonly message: string
  readonly stack?: string | undefined
  readonly diff?: string | undefined
  readonly actual?: unknown
  readonly expected?: unknown
  readonly stacks?: readonly { file: string; line: number }[] | undefined
  readonly [extra: string]: unknown
}

/**
 * Pone un error en palabras del alumno. `lessonSrc` es la carpeta que puede editar: solo una
 * línea de ahí merece salir en pantalla.
 */
export function describeError(error: ReportedError, lessonSrc: string): Failure {
  const message = stripVTControlCharacters(error.message ?? '')
  const { kind, text, at } = classify(error, message, lessonSrc)
  const edit = kind === 'assertion' ? authoredEdit(message) : {}
  const place = at ?? edit.at ?? lineInLesson(error, lessonSrc)
  return {
    kind,
    text,
    trace: error.stack ?? message,
    ...(place ? { at: place } : {}),
    ...(edit.symbol === undefined ? {} : { symbol: edit.symbol }),
  }
}

/** La línea más interna del código del alumno. A los errores sueltos Vitest no les analiza la pila. */
function lineInLesson(error: ReportedError, lessonSrc: string): Failure['at'] {
  const frame = error.stacks?.find(({ file }) => file.startsWith(lessonSrc))
  if (frame) return { file: frame.file, line: frame.line }
  for (const text of error.stack?.split('\n') ?? []) {
    const start = text.indexOf(lessonSrc)
    const [, name, line] = (start === -1 ? null : /^(.+?):(\d+):\d+/.exec(text.slice(start))) ?? []
    if (name && line) return { file: name, line: Number(line) }
  }
  return undefined
}

type Classified = Pick<Failure, 'kind' | 'text' | 'at'>

function classify(error: ReportedError, message: string, lessonSrc: string): Classified {
  if (error.name === 'EnvironmentError') return { kind: 'environment', text: message }
  if (message.startsWith('Pendiente')) return { kind: 'unwritten', text: message }
  if (error.name === 'AssertionError') return { kind: 'assertion', text: assertionText(error) }

  const timeOut = /^(?:Test|Hook) timed out in (\d+)ms/.exec(message)
  if (timeOut) return { kind: 'time-out', text: timeOutText(Number(timeOut[1])) }

  const exit = /^process\.exit unexpectedly called with "(.*?)"/.exec(message)
  if (exit) return { kind: 'process-exit', text: exitText(exit[1] ?? '') }

  if (message.startsWith('Transform failed')) return syntaxFailure(error, message, lessonSrc)

  const missing = /^Cannot find (?:module|package) '(.+?)' imported from (.+)$/m.exec(message)
  if (missing) return missingModule(missing[1] ?? '', missing[2] ?? '', lessonSrc)

  if (error['type'] === 'Unhandled Rejection' || error['type'] === 'Uncaught Exception') {
    return { kind: 'unhandled', text: unhandledText(error, message) }
  }
  if (message.startsWith('No test suite found')) return { kind: 'no-tests', text: noTestsText }
  return { kind: 'exception', text: exceptionText(error, message, lessonSrc) }
}

export const noTestsText =
  'El archivo de tests de este paso está vacío, así que no puede decir si el paso está hecho. ' +
  'Recupera el original con git, o cópialo de una descarga nueva del taller.'

function assertionText(error: ReportedError): string {
  const authored = authoredPart(error.message)
  const hasEvidence = authored !== undefined && /^ {2}\S/m.test(authored)
  const difference = hasEvidence ? undefined : differenceText(error.diff)
  const text = authored ?? 'El resultado no es el que pide el enunciado del paso.'
  if (!difference) return text
  // La prueba va antes del porqué: primero los hechos.
  const [facts, why] = text.split(/\n\n(?=Por qué importa: )/)
  return [facts, difference, why].filter(Boolean).join('\n\n')
}

function timeOutText(ms: number): string {
  return (
    `El test esperó ${seconds(ms)} y lo que esperaba no llegó. Casi siempre es una promesa que ` +
    'nadie resuelve, o un «await» de más sobre algo que nunca acaba.'
  )
}

function exitText(code: string): string {
  return (
    `Tu código llama a process.exit(${code}), que apaga el proceso entero a media prueba. ` +
    'Lanza un error, o devuelve, y deja que quien te llamó decida.'
  )
}

function unhandledText(error: ReportedError, message: string): string {
  const rejected = error['type'] === 'Unhandled Rejection'
  const what = rejected
    ? 'Una promesa se rechazó y nadie la atendió'
    : 'Se lanzó un error fuera de toda promesa y nadie lo recogió'
  return (
    `${what}:\n\n  ${errorName(error)}: ${engineInSpanish(message).split('\n')[0]}\n\n` +
    'Por qué importa: fuera de los tests, Node apaga el proceso cuando pasa esto. ' +
    (rejected
      ? 'Busca una promesa sin «await» ni «catch».'
      : 'Busca lo que lanza dentro de un temporizador o al escuchar un evento.')
  )
}

function exceptionText(error: ReportedError, message: string, lessonSrc: string): string {
  const [top] = error.stacks ?? []
  const intro =
    top === undefined || top.file.startsWith(lessonSrc)
      ? 'Tu código lanzó un error que el test no esperaba'
      : 'El test tropezó al usar lo que devuelve tu código'
  const text = `${intro}:\n\n  ${errorName(error)}: ${engineInSpanish(message)}`
  const name = /^(\S+) is not a (?:function|constructor)/.exec(message)?.[1]
  return name ? `${text}\n\nComprueba que «${name}» existe y se exporta con ese nombre.` : text
}

function errorName(error: ReportedError): string {
  return error.name ?? 'Valor lanzado'
}

function syntaxFailure(error: ReportedError, message: string, lessonSrc: string): Classified {
  const reason = /\[PARSE_ERROR\]\s*(.*)/.exec(message)?.[1]?.trim()
  const id = (error['__vitest_rollup_error__'] as { id?: string } | undefined)?.id
  const line = /\[ .*?:(\d+):\d+ \]/.exec(message)?.[1]
  const frame = message
    .split('\n')
    .filter((text) => /^\s*\d+ │|^\s*│\s*╰|^\s+│/.test(text))
    .map((text) => `  ${parserInSpanish(text.trimEnd())}`)
    .filter((text) => text.trim() !== '│')
    .join('\n')
  const name = id?.startsWith(lessonSrc) ? `src/${id.slice(lessonSrc.length)}` : (id ?? 'tu código')
  return {
    kind: 'syntax',
    text:
      `«${name}» no se puede leer: hay un error de sintaxis${line ? ` en la línea ${line}` : ''}.` +
      `\n\n${frame}${reason ? `\n\n  ${parserInSpanish(reason)}` : ''}\n\nCorrígelo y vuelve a ejecutar el test.`,
    ...(id && line ? { at: { file: id, line: Number(line) } } : {}),
  }
}

function missingModule(specifier: string, importer: string, lessonSrc: string): Classified {
  const name = specifier.replace(/^(?:\.\.\/|\.\/)+/, '')
  const ofLesson = importer.startsWith(lessonSrc)
  const text = ofLesson
    ? `Tu código importa «${specifier}», que no existe. Revisa el nombre: los archivos propios ` +
      'se importan con su extensión («./event-bus.ts»).'
    : `Falta el archivo «${name}», que los tests importan. Si lo has movido o borrado, devuélvelo ` +
      'a su sitio; si prefieres empezar de nuevo la lección, npm run reset guarda antes lo tuyo.'
  return { kind: 'missing-module', text, ...(ofLesson ? { at: { file: importer, line: 1 } } : {}) }
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toLocaleString('es', { maximumFractionDigits: 1 })} s`
}

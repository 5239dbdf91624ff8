import { wrap } from '../terminal/wrap.ts'

/** Una falta y el lugar donde se arregla: «lessons/02-event-bus/README.md:9». */
export type Fault = { readonly where: string; readonly what: string }

/** Una lección está mal escrita o incompleta. Dice todas las faltas juntas. Código de salida 2. */
export class MalformedLessonError extends Error {
  override readonly name = 'MalformedLessonError'
  readonly code = 'MALFORMED_LESSON'
  readonly faults: readonly Fault[]

  constructor(faults: readonly Fault[], options?: ErrorOptions) {
    const count = faults.length === 1 ? 'una falta' : `${faults.length} faltas`
    const lines = faults.map(({ where, what }) => `  ${where}\n${wrap(what, { indent: '    ' })}`)
    super(`Las lecciones tienen ${count}:\n\n${lines.join('\n\n')}\n`, options)
    this.faults = faults
  }
}

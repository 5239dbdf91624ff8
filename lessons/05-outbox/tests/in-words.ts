import { type Outcome, outcomeOf, UnmetExpectation } from '@taller/workbench/testing'

/** «1, 2 y 3», o «ninguno». */
export function list(items: readonly string[]): string {
  if (items.length === 0) return 'ninguno'
  const last = items.at(-1) ?? ''
  return items.length === 1 ? last : `${items.slice(0, -1).join(', ')} y ${last}`
}

export function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n', 1)[0] ?? ''
}

/** Cómo acabó lo que se juzga. Lo que aún no está escrito lo dice con sus propias palabras. */
export async function endOf<T>(run: Promise<T>, ms = 3_000): Promise<Outcome<T>> {
  const outcome = await outcomeOf(run, ms)
  if (outcome.state === 'rejected' && firstLine(outcome.reason).startsWith('Pendiente')) {
    throw outcome.reason
  }
  return outcome
}

/** El resultado de algo a lo que aquí no le pasa nada malo: si falla, dice por qué. */
export async function resultOf<T>(what: string, run: Promise<T>): Promise<T> {
  const outcome = await endOf(run)
  if (outcome.state === 'fulfilled') return outcome.value
  throw new UnmetExpectation({
    happened: `${what} ${ending(outcome)}.${diagnosis(outcome)}`,
    expected: `${what} termina bien: aquí no falla nada, ni el broker ni la base de datos.`,
    why: 'un evento que no sale es un correo, una factura o un envío que no existen.',
  })
}

export function ending(outcome: Outcome<unknown>): string {
  if (outcome.state === 'pending') return 'no terminó nunca'
  if (outcome.state === 'fulfilled') return 'dijo que todo fue bien'
  return `rechazó con «${words(outcome.reason)}»`
}

/** Un error tal como lo diría quien lo cuenta; lo que PostgreSQL dice en inglés, también. */
export function words(error: unknown): string {
  if (codeOf(error) === '25P02') {
    return 'la transacción ya había fallado y seguía abierta (current transaction is aborted)'
  }
  if (isLockTimeout(error))
    return `se agotó lock_timeout esperando un bloqueo (${firstLine(error)})`
  if (/^Client (?:was closed|has encountered)/.test(firstLine(error))) {
    return `la conexión está cerrada (${firstLine(error)})`
  }
  return firstLine(error)
}

export function diagnosis(outcome: Outcome<unknown>): string {
  if (outcome.state !== 'rejected') return ''
  if (isLockTimeout(outcome.reason)) {
    return (
      ' Una consulta esperaba por una fila que bloquea otra conexión. O el SELECT … FOR UPDATE va por ' +
      'una y el UPDATE por otra, o el UPDATE toca filas que esta vuelta no tomó (todo un rango de ids, ' +
      'por ejemplo) y que ahora tiene otro relay.'
    )
  }
  if (codeOf(outcome.reason) === '42601') {
    return ' Un texto con una comilla, pegado a la sentencia, la parte en dos: los valores van aparte, como $1.'
  }
  if (/timeout exceeded when trying to connect/.test(firstLine(outcome.reason))) {
    return ' Al pool no le quedan conexiones: las anteriores no se devolvieron.'
  }
  return ''
}

export function isLockTimeout(error: unknown): boolean {
  return codeOf(error) === '55P03'
}

function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null | undefined)?.code
}

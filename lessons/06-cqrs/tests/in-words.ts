import { type Outcome, outcomeOf, UnmetExpectation } from '@taller/workbench/testing'

/** «1, 2 y 3», o «ninguno». */
export function list(items: readonly string[]): string {
  if (items.length === 0) return 'ninguno'
  const last = items.at(-1) ?? ''
  return items.length === 1 ? last : `${items.slice(0, -1).join(', ')} y ${last}`
}

/** «ninguna pausa», «1 pausa», «3 pausas». */
export function count(many: number, one: string, none = `ningún ${one}`): string {
  if (many === 0) return none
  return many === 1 ? `1 ${one}` : `${many} ${one}s`
}

/** «hay 2 pedidos», «no hay ningún pedido». */
export function thereAre(many: number, one: string): string {
  return `${many === 0 ? 'no ' : ''}hay ${count(many, one)}`
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
    expected: `${what} termina bien: aquí no falla nada, y lo que se pide se puede hacer.`,
    why: 'lo que falla sin motivo, quien lo pidió lo pide otra vez.',
  })
}

export function ending(outcome: Outcome<unknown>): string {
  if (outcome.state === 'pending') return 'no terminó nunca'
  if (outcome.state === 'fulfilled') return 'dijo que todo fue bien'
  return `rechazó con «${firstLine(outcome.reason)}»`
}

export function diagnosis(outcome: Outcome<unknown>): string {
  if (outcome.state !== 'rejected') return ''
  if (isLockTimeout(outcome.reason)) {
    return (
      ' Una consulta esperaba por una fila que bloquea otra conexión: si la transacción va por ' +
      'una y el resto por otra, se esperan mutuamente para siempre.'
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

/** El `code` de un error; los de PostgreSQL también lo traen, con cinco letras o cifras. */
export function codeOf(error: unknown): unknown {
  return (error as { code?: unknown } | null | undefined)?.code
}

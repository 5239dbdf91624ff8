import type { Outcome } from '@taller/workbench/testing'

export type Failure = { readonly event: string; readonly error: unknown }

export function whoGot(received: readonly string[]): string {
  if (received.length === 0) return 'no recibió nadie'
  return received.length === 1
    ? `solo recibió ${received[0]}`
    : `recibieron ${received.join(' y ')}`
}

export function howItEnded(
  outcome: Outcome<unknown>,
  pending = 'publish no terminó nunca',
): string {
  if (outcome.state === 'pending') return pending
  if (outcome.state === 'fulfilled') return 'publish se cumplió'
  return `publish rechazó con «${firstLine(outcome.reason)}»`
}

export function firstLine(error: unknown): string {
  return String(error).split('\n', 1)[0] ?? ''
}

/** Qué avisos llegaron a onError, si fallaron dos handlers. */
export function whoWasTold(failures: readonly Failure[], thrown: readonly unknown[]): string {
  const told = failures.length
  if (told > 2 && failures.some(({ error }) => !thrown.includes(error))) {
    return 'Fallaron dos handlers y además llegaron fallos de otro bus: comparten suscriptores.'
  }
  if (told > 2) {
    return `Fallaron dos handlers y onError recibió ${told} avisos: alguno llegó repetido.`
  }
  if (told === 2)
    return 'onError recibió dos avisos, pero no con el evento y el error de cada fallo.'
  return told === 1
    ? 'Fallaron dos handlers y onError se enteró solo de uno.'
    : 'Fallaron dos handlers y onError no se enteró de ninguno: el error se lo tragó el bus.'
}

import type { Outcome } from '@taller/workbench/testing'

export function listed(items: readonly unknown[]): string {
  return items.length === 0 ? '(nada)' : items.join(' · ')
}

export function count(many: number, one: string, several: string): string {
  return `${many} ${many === 1 ? one : several}`
}

export function fate(outcome: Outcome<unknown>): string {
  switch (outcome.state) {
    case 'pending':
      return 'seguía pendiente'
    case 'fulfilled':
      return 'se cumplió'
    case 'rejected':
      return `se rechazó con «${reasonOf(outcome.reason)}»`
  }
}

/** Cuánto espera `world.outcomeOf` a que una promesa acabe. */
export const waitMs = 1_500

export function waited({ state }: Outcome<unknown>): string {
  return state === 'pending' ? ` al cabo de ${waitMs / 1_000} s`.replace('.', ',') : ''
}

export function reasonOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason)
}

/** Lo recibido, en una línea de pantalla. */
export function inBrief(value: unknown): string {
  const text = typeof value === 'string' ? `«${value}»` : (JSON.stringify(value) ?? String(value))
  return text.length > 48 ? `${text.slice(0, 47)}…` : text
}

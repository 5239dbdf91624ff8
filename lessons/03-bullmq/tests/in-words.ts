import type { Outcome } from '@taller/workbench/testing'
import { Job } from 'bullmq'

export function listed(items: readonly unknown[]): string {
  return items.length === 0 ? '(nada)' : items.join(' · ')
}

export function count(many: number, one: string, several: string): string {
  return `${many} ${many === 1 ? one : several}`
}

export function stillOpen(connections: number): string {
  const verb = connections === 1 ? 'sigue abierta' : 'siguen abiertas'
  return `${verb} ${count(connections, 'conexión', 'conexiones')}`
}

const spanish: Readonly<Record<string, string>> = {
  active: 'activo',
  completed: 'completado',
  delayed: 'retrasado',
  failed: 'fallido',
  waiting: 'en espera',
  unknown: 'desaparecido',
}

/** El estado de un trabajo, como se dice. */
export function inSpanish(state: string): string {
  return spanish[state] ?? state
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

export function reasonOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason)
}

/** Un correo en una línea de pantalla: a quién, con qué plantilla y con qué parámetros. */
export function inBrief(data: unknown): string {
  if (data instanceof Job) return 'el trabajo entero: el correo está en su «data»'
  return clipped(inFull(data))
}

function inFull(data: unknown): string {
  const { to, template, params, ...others } = Object(data) as Record<string, unknown>
  if (to === undefined && template === undefined) return JSON.stringify(data) ?? '(nada)'
  const pairs = (of: unknown) =>
    Object.entries(Object(of) as object).map(([name, value]) => `${name} ${value}`)
  const texts = pairs(params).join(', ') || 'sin params'
  return [template, `a ${String(to)}`, texts, ...pairs(others)].join(' · ')
}

/** Lo que cabe en una línea de pantalla. */
function clipped(text: string): string {
  return text.length <= 70 ? text : `${text.slice(0, 69)}…`
}

/** Lo que llegó a `logger.error`, como filas de la prueba. Que no llegara nada también se dice. */
export function told(
  lines: readonly string[],
): readonly (readonly [label: string, value: string])[] {
  return (lines.length > 0 ? lines : ['(nada)']).map((line) => ['logger.error', line])
}

/** Cuántos trabajos terminados se guardan. `100` y `{ count: 100 }` son lo mismo; con edad, ya no. */
export function kept(keep: unknown): string {
  if (keep === undefined || keep === false) return 'todos'
  if (keep === true) return 'ninguno'
  if (typeof keep === 'number') return String(keep)
  const { count: many, age } = keep as { count?: number; age?: number }
  return `${many ?? 'todos'}${age === undefined ? '' : ` durante ${age} s`}`
}

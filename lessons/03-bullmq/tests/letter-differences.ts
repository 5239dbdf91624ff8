import { isDeepStrictEqual } from 'node:util'

import type { DeadLetter } from '../src/ports.ts'

/** Lo apuntado que no coincide con lo que consta: una fila por campo, también dentro de los datos. */
export function differences(
  letters: readonly DeadLetter[],
  facts: readonly DeadLetter[],
): readonly (readonly [label: string, value: string, note: string])[] {
  const shown = (value: unknown) =>
    typeof value === 'string' ? `«${value.slice(0, 30)}»` : (JSON.stringify(value) ?? '(nada)')
  return facts.flatMap((fact) => {
    const letter = letters.find(({ jobId }) => jobId === fact.jobId)
    const [told, real] = [fieldsOf(letter), fieldsOf(fact)]
    return [...new Set([...Object.keys(real), ...Object.keys(told)])].flatMap((field) =>
      isDeepStrictEqual(told[field], real[field])
        ? []
        : [[field, shown(told[field]), `era ${shown(real[field])}`] as const],
    )
  })
}

function fieldsOf({ jobId, data, reason }: Partial<DeadLetter> = {}): Record<string, unknown> {
  if (typeof data !== 'object') return { jobId, data, reason }
  const inside = Object.entries({ ...data }).map(([key, value]) => [`data.${key}`, value] as const)
  return { jobId, ...Object.fromEntries(inside), reason }
}

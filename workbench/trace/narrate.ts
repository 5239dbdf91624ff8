import type { Stage } from './scenario.ts'
import type { TraceEvent } from './trace.ts'

/** Quien está delante, si hay alguien. */
type Audience = {
  readonly waitForPresenter?: () => Promise<void>
  readonly expose?: (exposed: readonly unknown[]) => void
}

/** Convierte lo que cuenta un escenario en sucesos, con los alias ya puestos. */
export function narrate(
  emit: (event: TraceEvent) => void,
  { waitForPresenter = async () => {}, expose = () => {} }: Audience = {},
): Stage {
  const aliases = new Map<string, string>()

  // Los más largos primero: un alias puede ser parte de otro.
  const rename = (text: string) =>
    [...aliases]
      .toSorted(([a], [b]) => b.length - a.length)
      .reduce((renamed, [raw, readable]) => renamed.replaceAll(raw, readable), text)
  // Todo lo que se cuenta son datos, así que basta con recorrer sus textos.
  const renamed = <T>(value: T): T => {
    if (aliases.size === 0) return value
    if (typeof value === 'string') return rename(value) as T
    if (Array.isArray(value)) return value.map(renamed) as T
    if (typeof value !== 'object' || value === null || value instanceof Date) return value
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, renamed(each)])) as T
  }
  const tell = (event: TraceEvent) => emit(renamed(event))

  return {
    message: (from, to, label, data) =>
      tell({ kind: 'message', from, to, label, ...(data ? { data } : {}) }),
    state: (actor, table) => tell({ kind: 'state', actor, table }),
    bars: (title, bars, scaleMs) =>
      tell({ kind: 'bars', title, bars, ...(scaleMs === undefined ? {} : { scaleMs }) }),
    note: (text) => tell({ kind: 'note', text }),
    fault: (actor, text) => tell({ kind: 'fault', actor, text }),
    code: (file, region) => tell({ kind: 'code', file, region }),
    answer: (option) => tell({ kind: 'answer', option }),
    alias: (raw, readable) => void aliases.set(raw, readable),
    expose: (...exposed) => expose(exposed),
    async pause() {
      tell({ kind: 'pause' })
      await waitForPresenter()
    },
  }
}

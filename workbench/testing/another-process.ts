import { vi } from 'vitest'

const mark = Symbol.for('taller.globals')
type Marked = typeof globalThis & { [mark]?: ReadonlySet<PropertyKey> }

// Lo que trae un hilo antes de cargar nada de quien se juzga: se apunta una vez por hilo, aunque
// este módulo se cargue más. La propia marca también cuenta.
const original = ((globalThis as Marked)[mark] ??= new Set([...Reflect.ownKeys(globalThis), mark]))

/**
 * Hasta que sale de ámbito, lo que se importe es otro ejemplar y no ve lo que el primero haya
 * guardado en `globalThis`: como en otro proceso, y sin lo que cuesta arrancarlo.
 */
export function anotherProcess(): Disposable {
  vi.resetModules()
  const hidden = Reflect.ownKeys(globalThis)
    .filter((key) => !original.has(key))
    .map((key) => [key, Reflect.getOwnPropertyDescriptor(globalThis, key)!] as const)
    .filter(([key]) => Reflect.deleteProperty(globalThis, key))
  return {
    [Symbol.dispose]() {
      for (const [key, descriptor] of hidden) Reflect.defineProperty(globalThis, key, descriptor)
    },
  }
}

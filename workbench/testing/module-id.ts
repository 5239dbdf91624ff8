import { join } from 'node:path'

/** Vitest nombra los módulos con barras «/» también en Windows; así se pueden comparar. */
export function moduleId(...parts: readonly string[]): string {
  return join(...parts).replaceAll('\\', '/')
}

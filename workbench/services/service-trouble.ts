import { EnvironmentError } from './environment-error.ts'
import type { Remedy } from './environment-error.ts'
import type { ServiceName } from './config.ts'

export const displayNames = {
  redis: 'Redis',
  postgres: 'PostgreSQL',
} as const satisfies Record<ServiceName, string>

export const doctor: Remedy = { text: 'Diagnóstico completo', command: 'npm run doctor' }

/** El servicio no llegó a estar disponible. */
export function cannotPrepare(
  service: ServiceName,
  why: string,
  remedies: readonly Remedy[] = [],
): EnvironmentError {
  return new EnvironmentError({
    what: `no se pudo preparar ${displayNames[service]}`,
    why,
    remedies: [...remedies, doctor],
  })
}

/** El servicio estaba disponible y dejó de estarlo. */
export function stoppedWorking(service: ServiceName, why: string): EnvironmentError {
  return new EnvironmentError({
    what: `dejó de funcionar ${displayNames[service]} a mitad`,
    why,
    remedies: [{ text: 'Vuelve a intentarlo', command: 'npm test' }, doctor],
  })
}

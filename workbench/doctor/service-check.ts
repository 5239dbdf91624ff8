import { isEnvironmentTrouble } from '../services/environment-error.ts'
import type { ServiceName } from '../services/config.ts'
import type { RunningService } from '../services/running-service.ts'
import { displayNames } from '../services/service-trouble.ts'
import { fine, trouble, type Finding } from './finding.ts'

export type StartForCheck = (service: ServiceName, signal: AbortSignal) => Promise<RunningService>

/** La primera vez PostgreSQL se prepara desde cero: con el equipo ocupado, bastante más de diez segundos. */
const patienceMs = 60_000

/** Lo arranca de verdad una vez: saber que está instalado no es saber que funciona. */
export async function checkService(
  service: ServiceName,
  start: StartForCheck,
  now: () => number = performance.now.bind(performance),
): Promise<Finding> {
  const name = displayNames[service]
  const startedAt = now()
  try {
    await using running = await start(service, AbortSignal.timeout(patienceMs))
    const verb = running.provider === 'external' ? 'responde' : 'arranca'
    // La fila ya se llama así: «PostgreSQL  18.4 embebido», sin repetirlo.
    const label = running.label.replace(new RegExp(`^${name} (?=\\d)`), '')
    return fine(service, name, `${label} · ${verb} en ${seconds(now() - startedAt)}`)
  } catch (error) {
    if (isTimeout(error)) {
      return trouble(service, name, `no arrancó en ${patienceMs / 1_000} segundos`, [
        { text: 'Repite con el equipo más libre', command: 'npm run doctor' },
      ])
    }
    // Un error nuestro no se disfraza de problema del equipo: que se vea con su traza.
    if (!isEnvironmentTrouble(error)) throw error
    const remedies = error.remedies.filter(({ command }) => command !== 'npm run doctor')
    return trouble(service, name, error.why.replace(/\.$/, ''), remedies)
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError')
}

/** «0,3 s»: con coma, como se escribe. */
function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1).replace('.', ',')} s`
}

import type { Lesson } from '../course/lesson.ts'
import { EnvironmentError } from '../services/environment-error.ts'
import type { ServiceHost } from '../services/host.ts'

/** Se cumple cuando todos atienden, o con el motivo por el que alguno no puede. */
export async function servicesReady(
  { address }: ServiceHost,
  { services }: Lesson,
): Promise<EnvironmentError | undefined> {
  const { requestService } = await import('../services/host-client.ts')
  try {
    await Promise.all(services.map((service) => requestService(address, service)))
    return undefined
  } catch (error) {
    if (error instanceof EnvironmentError) return error
    throw error
  }
}

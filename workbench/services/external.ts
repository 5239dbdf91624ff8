import type { ServiceName, ServicesConfig } from './config.ts'
import type { RunningService } from './running-service.ts'
import { cannotPrepare } from './service-trouble.ts'
export async function startExternal(
  service: ServiceName,
  _url: string | undefined,
  _config: ServicesConfig,
): Promise<RunningService> {
  throw cannotPrepare(service, 'pendiente')
}

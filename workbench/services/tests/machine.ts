import { readServicesConfig } from '../config.ts'
import { findOnPath } from '../find-on-path.ts'

/** Por qué no hay Redis nativo en esta máquina; sin valor, lo hay. */
export async function whyNoNativeRedis(): Promise<string | undefined> {
  const config = readServicesConfig(process.env)
  const found = await findOnPath(['redis-server', 'valkey-server'], config)
  return found === undefined ? 'no hay redis-server ni valkey-server en el PATH' : undefined
}

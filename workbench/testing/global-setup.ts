import type { TestProject } from 'vitest/node'

import { openServiceHost } from '../services/host.ts'

/** Para la extensión del editor y `npx vitest`: los servicios arrancan si algún test los pide. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const host = await openServiceHost()
  project.provide('servicesAddress', host.address)
  return async () => host[Symbol.asyncDispose]()
}

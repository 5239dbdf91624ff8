import type { TestProject } from 'vitest/node'

import { openServiceHost, type ServiceHost } from '../services/host.ts'

let host: ServiceHost | undefined

/** Para la extensión del editor y `npx vitest`: los servicios arrancan si algún test los pide. */
export async function setup(project: TestProject): Promise<void> {
  host = await openServiceHost()
  project.provide('servicesAddress', host.address)
}

export async function teardown(): Promise<void> {
  await host?.[Symbol.asyncDispose]()
}

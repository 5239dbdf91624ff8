import type { ManagedProvider } from './choose.ts'
import type { ServiceName, ServicesConfig } from './config.ts'
import { isEnvironmentTrouble } from './environment-error.ts'
import type { EnvironmentTrouble } from './environment-error.ts'
import type { ServiceFacts } from './running-service.ts'

/** Lo que el padre pide, en una línea de JSON por la entrada estándar del guardián. */
export type GuardRequest = {
  readonly service: ServiceName
  readonly candidates: readonly ManagedProvider[]
  readonly forced: boolean
  readonly cacheFolder: string
  readonly config: Pick<
    ServicesConfig,
    'images' | 'dockerHost' | 'tempRoot' | 'searchPath' | 'searchExtensions'
  >
}

/** Lo que el guardián cuenta, una línea de JSON cada vez. */
export type GuardMessage =
  | { readonly type: 'ready'; readonly facts: ServiceFacts }
  | { readonly type: 'failed'; readonly error: EnvironmentTrouble }
  | { readonly type: 'died'; readonly error: EnvironmentTrouble }
  /** Lo último: ya no queda ni servidor ni carpeta. Sin esto, acabó a medias. */
  | { readonly type: 'released' }

export function parseGuardRequest(line: string): GuardRequest {
  const request = JSON.parse(line) as Partial<GuardRequest>
  if (request.service === undefined || request.candidates === undefined || !request.config) {
    throw new TypeError('El guardián recibió una petición incompleta.')
  }
  return request as GuardRequest
}

export function parseGuardMessage(line: string): GuardMessage {
  const message = JSON.parse(line) as GuardMessage
  if (!isComplete(message)) {
    throw new TypeError(`El guardián dijo algo que no se entiende: «${line}»`)
  }
  return message
}

function isComplete(message: GuardMessage): boolean {
  switch (message.type) {
    case 'ready':
      return message.facts !== undefined
    case 'failed':
    case 'died':
      return isEnvironmentTrouble(message.error)
    case 'released':
      return true
  }
}

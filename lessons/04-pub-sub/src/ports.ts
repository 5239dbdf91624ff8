import type { IncomingMessage, Server } from 'node:http'

import type { Redis } from 'ioredis'

import type { ChannelName, Messages } from './messages.ts'

/** Abre una conexión nueva con Redis en cada llamada. Quien la pide, la cierra. */
export type Connect = () => Redis

export type Publisher = { readonly redis: Redis; readonly prefix: string }

/** Qué hacer con lo que llega por cada canal. */
export type Handlers = {
  readonly [Name in ChannelName]: (message: Messages[Name]) => void | Promise<void>
}

export type InvalidMessage = {
  readonly channel: ChannelName
  /** Lo que llegó, tal cual. */
  readonly raw: string
  readonly reason: string
}

type Reports = {
  readonly onInvalid: (invalid: InvalidMessage) => void
  /** Lo que falla sin que nadie lo espere: una conexión, un handler, un cliente. */
  readonly onError: (error: unknown) => void
}

export type SubscriberSettings = Reports & {
  readonly connect: Connect
  readonly prefix: string
  readonly handlers: Handlers
}

export type Subscriber = { stop(): Promise<void> }

/** Quién llama, según lo que trae su petición; `undefined` si no puede entrar. */
export type Identify = (request: IncomingMessage) => string | undefined

export type GatewaySettings = Reports & {
  /** Es de quien llama: la pasarela atiende en él, pero ni lo abre ni lo cierra. */
  readonly server: Server
  readonly connect: Connect
  readonly prefix: string
  readonly identify: Identify
  /** Lo que no es presencia no sale a los clientes. */
  readonly handlers: Omit<Handlers, 'presence'>
}

export type Gateway = { stop(): Promise<void> }

import { connect } from 'node:net'

import type { ServiceName } from './config.ts'
import { EnvironmentError, type EnvironmentTrouble } from './environment-error.ts'
import type { ServiceFacts } from './running-service.ts'
import { cannotPrepare } from './service-trouble.ts'

/** Lo que se le pide al anfitrión: dónde está un servicio, o una base de datos de PostgreSQL y borrarla. */
export type HostRequest =
  | { readonly service: ServiceName }
  | { readonly database: 'new' }
  | { readonly database: 'drop'; readonly name: string }

/** Lo que contesta, en una línea de JSON. */
export type HostReply =
  | { readonly facts: ServiceFacts }
  | { readonly database: LentDatabase }
  | { readonly done: true }
  | { readonly error: EnvironmentTrouble }

export type LentDatabase = { readonly name: string; readonly url: string }

/** Desde un worker: dónde está el servicio, que se arranca si nadie lo había pedido. */
export async function requestService(address: string, service: ServiceName): Promise<ServiceFacts> {
  const reply = await ask(address, service, { service })
  if ('facts' in reply) return reply.facts
  throw misunderstood(service, reply)
}

/** Desde un worker: una base de datos vacía que nadie más usa. Al soltarla se borra. */
export async function requestDatabase(address: string): Promise<LentDatabase & AsyncDisposable> {
  const reply = await ask(address, 'postgres', { database: 'new' })
  if (!('database' in reply)) throw misunderstood('postgres', reply)
  const { name, url } = reply.database
  return {
    name,
    url,
    async [Symbol.asyncDispose]() {
      await ask(address, 'postgres', { database: 'drop', name })
    },
  }
}

async function ask(
  address: string,
  service: ServiceName,
  request: HostRequest,
): Promise<Exclude<HostReply, { error: EnvironmentTrouble }>> {
  const [place = '', secret = ''] = address.split('/')
  const [host, port] = place.split(':')
  const socket = connect({ host: host ?? '', port: Number(port) })
  let text = ''
  try {
    socket.write(`${JSON.stringify({ ...request, secret })}\n`)
    for await (const chunk of socket.setEncoding('utf8')) text += String(chunk)
  } catch (cause) {
    throw cannotPrepare(service, `El anfitrión de servicios no responde (${String(cause)}).`)
  }
  if (text === '') {
    throw cannotPrepare(service, 'El anfitrión de servicios se cerró antes de contestar.')
  }
  const reply = JSON.parse(text) as HostReply
  if ('error' in reply) throw EnvironmentError.fromJSON(reply.error)
  return reply
}

function misunderstood(service: ServiceName, reply: HostReply): EnvironmentError {
  return cannotPrepare(
    service,
    `El anfitrión contestó otra cosa: ${Object.keys(reply).join(', ')}.`,
  )
}

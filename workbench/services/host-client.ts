import { connect } from 'node:net'

import type { ServiceName } from './config.ts'
import { EnvironmentError, type EnvironmentTrouble } from './environment-error.ts'
import type { ServiceFacts } from './running-service.ts'
import { cannotPrepare } from './service-trouble.ts'

/** Lo que el anfitrión contesta, en una línea de JSON. */
export type HostReply = { readonly facts: ServiceFacts } | { readonly error: EnvironmentTrouble }

/** Desde un worker: dónde está el servicio, que se arranca si nadie lo había pedido. */
export async function requestService(address: string, service: ServiceName): Promise<ServiceFacts> {
  const [place = '', secret = ''] = address.split('/')
  const [host, port] = place.split(':')
  const socket = connect({ host: host ?? '', port: Number(port) })
  let text = ''
  try {
    socket.write(`${JSON.stringify({ secret, service })}\n`)
    for await (const chunk of socket.setEncoding('utf8')) text += String(chunk)
  } catch (cause) {
    throw cannotPrepare(service, `El anfitrión de servicios no responde (${String(cause)}).`)
  }
  if (text === '') {
    throw cannotPrepare(service, 'El anfitrión de servicios se cerró antes de contestar.')
  }
  const reply = JSON.parse(text) as HostReply
  if ('facts' in reply) return reply.facts
  throw EnvironmentError.fromJSON(reply.error)
}

import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

import { type WebSocket, WebSocketServer } from 'ws'

import type { Identify } from './ports.ts'

/** Nadie tiene nada largo que decirnos: con más de esto, `ws` corta al cliente (código 1009). */
const maxPayload = 1_024

/** Un servidor de WebSocket que aún no atiende a nadie. Sus clientes están en `.clients`. */
export function createWebSockets(): WebSocketServer {
  return new WebSocketServer({ noServer: true, maxPayload })
}

/** Desde aquí entra quien `identify` reconoce. A los demás, un 403 antes de que haya WebSocket. */
export function admitClients(
  sockets: WebSocketServer,
  server: Server,
  identify: Identify,
  onClient: (client: WebSocket, userId: string) => void,
): void {
  const upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const userId = identify(request)
    if (userId === undefined) {
      socket.on('error', () => {}) // se fue sin esperar el «no»
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => onClient(client, userId))
  }
  server.on('upgrade', upgrade)
  sockets.once('close', () => server.off('upgrade', upgrade))
}

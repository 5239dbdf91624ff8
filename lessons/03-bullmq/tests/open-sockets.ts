import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { Socket } from 'node:net'

/**
 * Las conexiones que se abren desde ahora. Se cuentan aquí y no con CLIENT LIST porque no todos
 * los servidores se enteran enseguida de que un cliente que esperaba en BZPOPMIN se ha ido.
 */
export function watchSockets(): Disposable & { readonly opened: number; readonly open: number } {
  const sockets = new Set<Socket>()
  const notice = (message: unknown) => void sockets.add((message as { socket: Socket }).socket)
  subscribe('net.client.socket', notice)
  return {
    get opened() {
      return sockets.size
    },
    get open() {
      return [...sockets].filter((socket) => !socket.destroyed).length
    },
    [Symbol.dispose]() {
      unsubscribe('net.client.socket', notice)
      for (const socket of sockets) socket.destroy()
    },
  }
}

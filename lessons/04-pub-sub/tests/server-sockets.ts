import type { Socket } from 'node:net'

import { WebSocket } from 'ws'

import type { TestClient } from './instance.ts'

type Send = (this: WebSocket, ...args: unknown[]) => void
type Sent = { readonly socket: WebSocket; readonly state: number }

/** Lo que la pasarela envía, visto en su extremo. Al salir, `send` vuelve a ser el de siempre. */
export class ServerSockets implements Disposable {
  readonly sent: Sent[] = []
  readonly #broken = new Set<WebSocket>()
  readonly #original = WebSocket.prototype.send as Send

  constructor() {
    const { sent } = this
    const isBroken = (socket: WebSocket) => this.#broken.has(socket)
    const original = this.#original
    const spy: Send = function (...args) {
      sent.push({ socket: this, state: this.readyState })
      if (isBroken(this)) throw new Error('no se pudo enviar')
      original.apply(this, args)
    }
    WebSocket.prototype.send = spy as WebSocket['send']
  }

  /** El extremo de la pasarela. Ya tiene que haberle enviado algo. */
  of(client: TestClient): WebSocket | undefined {
    const { localPort } = client.raw
    return this.sent.find(({ socket }) => rawOf(socket)?.remotePort === localPort)?.socket
  }

  /** Desde ahora, enviarle algo lanza. */
  break(client: TestClient): void {
    const socket = this.of(client)
    if (socket) this.#broken.add(socket)
  }

  [Symbol.dispose](): void {
    WebSocket.prototype.send = this.#original as WebSocket['send']
  }
}

function rawOf(socket: WebSocket): Socket | null {
  return (socket as unknown as { _socket: Socket | null })._socket
}

import { once } from 'node:events'
import { Agent, createServer, get, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

import { type Explanation, outcomeOf, UnmetExpectation } from '@taller/workbench/testing'
import { WebSocket } from 'ws'

import { startGateway } from '../src/gateway.ts'
import type { Gateway, Identify } from '../src/ports.ts'
import { inBrief, listed } from './in-words.ts'
import type { PubSubWorld } from './pub-sub-world.ts'

/** Un navegador de mentira sobre un WebSocket de verdad. */
export class TestClient {
  readonly socket: WebSocket
  readonly texts: string[] = []
  closed = false

  constructor(url: string) {
    this.socket = new WebSocket(url)
    this.socket.on('message', (data: Buffer) => void this.texts.push(data.toString('utf8')))
    this.socket.on('close', () => (this.closed = true))
    this.socket.on('error', () => {}) // un 403 o un corte: lo que se mira es si está cerrado
  }

  /** Los usuarios cuya llegada ha visto, en orden y con repeticiones. */
  get arrivals(): readonly unknown[] {
    return this.texts.map((text) => (JSON.parse(text) as { userId?: unknown }).userId)
  }

  /** Su extremo de la conexión, sin WebSocket por medio. */
  get raw(): Socket {
    return (this.socket as unknown as { _socket: Socket })._socket
  }
}

/** Una instancia de la tienda: un servidor HTTP en un puerto cualquiera y su pasarela. */
export class Instance implements AsyncDisposable {
  readonly gateway: Gateway
  readonly #world: PubSubWorld
  readonly #server: Server
  readonly #clients: TestClient[] = []
  readonly #sockets = new Set<Socket>()
  readonly #visitors = new Agent({ keepAlive: true })

  private constructor(world: PubSubWorld, server: Server, gateway: Gateway) {
    this.#world = world
    this.#server = server
    this.gateway = gateway
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => void this.#sockets.delete(socket))
    })
  }

  /** Las conexiones que su servidor no ha cerrado, aunque el otro extremo no se haya enterado. */
  get connected(): number {
    return this.#sockets.size
  }

  get server(): Server {
    return this.#server
  }

  static async start(world: PubSubWorld): Promise<Instance> {
    const server = await openServer()
    try {
      const gateway = await world.started(
        'startGateway',
        startGateway({ ...settings(world), server }),
      )
      return new Instance(world, server, gateway)
    } catch (error) {
      await closeServer(server)
      throw error
    }
  }

  /** Alguien abre la página. Vuelve cuando se ha visto llegar a sí mismo. */
  async enter(userId: string): Promise<TestClient> {
    const client = await this.knock(`?user=${encodeURIComponent(userId)}`)
    const { invalid } = this.#world
    const seen = await this.#world.eventually(
      () => client.arrivals.includes(userId),
      (itself) => itself || invalid.length > 0,
      () => neverArrived(userId, client, 'no llegó nada por el canal de presencia'),
    )
    if (!seen) {
      throw new UnmetExpectation(
        neverArrived(userId, client, `por presence llegó ${inBrief(invalid[0]?.raw)}, que no vale`),
      )
    }
    return client
  }

  /** Abre una conexión y espera a que se acepte o se rechace. */
  async knock(query: string): Promise<TestClient> {
    const client = new TestClient(`ws://127.0.0.1:${portOf(this.#server)}/${query}`)
    this.#clients.push(client)
    await this.#world.eventually(
      () => client.closed || client.socket.readyState === WebSocket.OPEN,
      (decided) => decided,
      () => ({
        happened: 'Un navegador pidió entrar y no tuvo respuesta.',
        expected: 'que se le deje entrar o se le diga que no.',
        why: 'la página se quedaría en blanco.',
      }),
    )
    return client
  }

  /** Alguien pide una página, sin WebSocket, y deja abierta su conexión. */
  async visit(): Promise<void> {
    const request = get(`http://127.0.0.1:${portOf(this.#server)}/`, { agent: this.#visitors })
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    await once(response.resume(), 'end')
  }

  /** Si el servidor HTTP puede cerrarse: no le queda ninguna conexión. */
  async serverCloses(): Promise<boolean> {
    const closing = new Promise((resolve) => void this.#server.close(resolve))
    return (await outcomeOf(closing, 1_000)).state === 'fulfilled'
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { socket } of this.#clients) socket.terminate()
    this.#visitors.destroy()
    await outcomeOf(this.gateway.stop(), 300)
    await closeServer(this.#server)
  }
}

function neverArrived(
  userId: string,
  { closed, arrivals }: TestClient,
  because: string,
): Explanation {
  return {
    happened: `«${userId}» entró y no recibió su propia llegada: ${closed ? 'se le cortó' : because}.`,
    expected: 'que se publique en el canal de presencia y llegue a todos, también a quien entra.',
    evidence: [['recibió', listed(arrivals)]],
    why: 'es lo que ven los demás: sin ella, nadie sabe que ha entrado.',
  }
}

/** En estos tests, cada cual es quien dice ser; quien no lo dice, no entra. */
const identify: Identify = ({ url = '' }) =>
  new URL(url, 'http://localhost').searchParams.get('user') ?? undefined

export function settings({ connect, prefix, handlers, onInvalid, onError }: PubSubWorld) {
  return { connect, prefix, handlers, onInvalid, onError, identify }
}

export async function openServer(): Promise<Server> {
  const server = createServer((_request, response) => void response.end())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server
}

export async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections()
  if (server.listening) await outcomeOf(new Promise((resolve) => void server.close(resolve)), 500)
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

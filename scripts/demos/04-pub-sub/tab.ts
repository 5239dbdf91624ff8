import { once } from 'node:events'

import { WebSocket } from 'ws'

import type { World } from '../../../workbench/trace/scenario.ts'
import { until } from '../parts/until.ts'
import { waitFor } from '../parts/wait-for.ts'

/** Una pestaña abierta en la tienda: un WebSocket de verdad, y lo que ha visto por él. */
export class Tab {
  readonly name: string
  readonly #socket: WebSocket
  readonly #world: World
  readonly #texts: string[] = []

  static async open(world: World, name: string, origin: string): Promise<Tab> {
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/?user=${name}`)
    const tab = new Tab(world, name, socket)
    await waitFor(world, once(socket, 'open'), `${name} no pudo entrar`)
    return tab
  }

  private constructor(world: World, name: string, socket: WebSocket) {
    this.name = name
    this.#socket = socket
    this.#world = world
    socket.on('message', (data: Buffer) => void this.#texts.push(data.toString('utf8')))
    socket.on('error', () => {}) // si no entra, lo dice la espera
    world.resources.defer(() => socket.terminate())
  }

  get isOpen(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  /** A quién ha visto llegar; lo que no es un aviso de presencia se enseña tal cual. */
  get seen(): readonly string[] {
    return this.#texts.map((text) => {
      try {
        return (JSON.parse(text) as { userId?: string } | null)?.userId ?? text
      } catch {
        return text
      }
    })
  }

  sees(name: string): Promise<void> {
    const what = `${this.name} no vio llegar a ${name}`
    return until(this.#world, () => this.seen.includes(name), what)
  }
}

import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as wait } from 'node:timers/promises'

import { Redis } from 'ioredis'
import { WebSocket } from 'ws'

import { startGateway } from './gateway.ts'
import { channelIn } from './messages.ts'
import { startPageServer } from './page-server.ts'
import type { Identify } from './ports.ts'

// Una tienda con dos instancias, en cuatro escenas. `npm start` la ejecuta, esté como esté tu
// código. En una terminal, después deja una página abierta para que la mires.

const url = process.env['REDIS_URL']
if (!url) throw new Error('Falta REDIS_URL. Desde la carpeta de la lección: npm start')

const prefix = `taller:programa:${randomUUID().slice(0, 8)}`
const admin = new Redis(url)

function say(who: string, what: string): void {
  console.log(`    ${who.padEnd(12)} ${what}`)
}

process.on('uncaughtException', ({ message }) => say('proceso', `✗ aquí se apagaría: ${message}`))

class Shop {
  readonly connections: Redis[] = []
  readonly #name: string
  #running: Awaited<ReturnType<typeof startPageServer>> | undefined
  #stop = async (): Promise<void> => {}

  constructor(name: string) {
    this.#name = name
  }

  async open(): Promise<string> {
    this.#running = await startPageServer()
    const { server, origin } = this.#running
    const gateway = await startGateway({
      server,
      prefix,
      connect: () => {
        const redis = new Redis(url!, { retryStrategy: () => 300 })
        this.connections.push(redis)
        return redis
      },
      identify: identifyFrom(origin),
      handlers: {
        notifications: ({ userId, text }) =>
          say(this.#name, `notificación para ${userId}: ${text}`),
        system: ({ text }) => say(this.#name, `del sistema: ${text}`),
      },
      onInvalid: ({ channel, raw }) =>
        say(this.#name, `descarta lo que llega por ${channel}: «${raw}»`),
      onError: (error) =>
        say(this.#name, `error: ${error instanceof Error ? error.message : error}`),
    })
    this.#stop = () => gateway.stop()
    return origin
  }

  async cutFromRedis(): Promise<void> {
    for (const redis of this.connections) {
      await admin.client('KILL', 'ID', String(await redis.client('ID')))
    }
  }

  /** Lo que `stop` deja abierto se cuenta y se cierra: si no, el programa no acabaría nunca. */
  async close(): Promise<number> {
    await this.#stop()
    await wait(50)
    const left = this.connections.filter(({ status }) => status !== 'end')
    for (const redis of left) redis.disconnect()
    this.#running?.server.closeAllConnections()
    this.#running?.server.close()
    return left.length
  }
}

/**
 * Quién llama. Un navegador manda siempre el `Origin` de la página que abre el WebSocket, y deja
 * abrirlo desde cualquiera: comprobarlo es cosa del servidor. El nombre, en un trabajo, saldría de
 * la sesión; aquí cada cual dice el suyo.
 */
function identifyFrom(origin: string): Identify {
  return ({ headers, url: path = '' }) => {
    if (headers.origin !== origin) return undefined
    const name = new URL(path, origin).searchParams.get('user')?.trim() ?? ''
    return name.length > 0 && name.length <= 60 ? name : undefined
  }
}

class Tab {
  readonly name: string
  readonly #socket: WebSocket
  #seen: string[] = []

  constructor(name: string, origin: string) {
    this.name = name
    this.#socket = new WebSocket(`${origin.replace('http', 'ws')}/?user=${name}`, { origin })
    this.#socket.on('message', (data: Buffer) => {
      this.#seen.push((JSON.parse(data.toString('utf8')) as { userId: string }).userId)
    })
    this.#socket.on('error', () => {})
  }

  async opened(): Promise<this> {
    await once(this.#socket, 'open')
    return this
  }

  tell(): void {
    say(this.name, `ve llegar a: ${this.#seen.join(', ') || '—'}`)
    this.#seen = []
  }

  get connected(): boolean {
    return this.#socket.readyState === WebSocket.OPEN
  }

  leave(): void {
    this.#socket.terminate()
  }
}

const first = new Shop('instancia 1')
const second = new Shop('instancia 2')
const [one, two] = [await first.open(), await second.open()]
await untilBothListen()

console.log('\n  Ana entra por la instancia 1 y Luis, por la 2')
const ana = await new Tab('Ana', one).opened()
await wait(100)
const luis = await new Tab('Luis', two).opened()
await settle(ana, luis)

console.log('\n  Alguien publica «hola» en el canal de presencia')
await admin.publish(channelIn(prefix, 'presence'), 'hola')
await settle(ana, luis)

console.log('\n  Redis corta a la instancia 2, y entra Marta por la 1')
await second.cutFromRedis()
const marta = await new Tab('Marta', one).opened()
await settle(ana, luis)

console.log('\n  La instancia 2 vuelve, y entra Eva por la 1')
await untilBothListen()
const eva = await new Tab('Eva', one).opened()
await settle(ana, luis)

console.log('\n  Se paran las dos')
const left = (await first.close()) + (await second.close())
const tabs = [ana, luis, marta, eva]
say('Redis', `${left} conexiones sin cerrar`)
say('clientes', `${tabs.filter(({ connected }) => connected).length} sin cortar`)
for (const tab of tabs) tab.leave()

if (process.stdout.isTTY) await showPage()
await admin.quit()
console.log()

/** Hasta entonces, lo que se publique se lo pierde una. Con un tope: tu código puede no suscribirse. */
async function untilBothListen(): Promise<void> {
  for (let tries = 0; tries < 60; tries++) {
    const [, listening] = await admin.pubsub('NUMSUB', channelIn(prefix, 'presence'))
    if (listening === 2) return
    await wait(50)
  }
}

/** Da tiempo a que llegue todo, y cada pestaña cuenta lo que ha visto. */
async function settle(...watching: readonly Tab[]): Promise<void> {
  await wait(100)
  for (const tab of watching) tab.tell()
}

async function showPage(): Promise<void> {
  const shop = new Shop('página')
  console.log(`\n  Ábrela en dos pestañas: ${await shop.open()}/`)
  console.log('  Ctrl-C para parar.\n')
  process.on('SIGINT', () => {}) // npm lo reenvía, así que llega dos veces
  await once(process, 'SIGINT')
  await shop.close()
}

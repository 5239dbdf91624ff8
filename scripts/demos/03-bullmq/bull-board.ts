import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import type { Panel, PanelEntry } from '../../../workbench/trace/panel.ts'

// Aparte del taller: con lo que arrastra son 20 MB, y solo lo usa quien enseña esta lección.
const folder = join(import.meta.dirname, 'bull-board')

/**
 * Su página pide la letra a Google y no hay opción que lo quite. El taller no necesita red, y menos aún
 * cuenta fuera que alguien da clase: el navegador corta la petición y usa la letra del sistema.
 */
const nothingFromOutside = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
].join('; ')

/** Bull Board: la cola del capítulo por dentro, en el navegador. */
export const bullBoard: PanelEntry = {
  name: 'Bull Board',
  async open() {
    if (existsSync(join(folder, 'node_modules/@bull-board/hono'))) {
      return { kind: 'open', panel: await openBoard() }
    }
    return { kind: 'missing', install: 'npm ci --prefix scripts/demos/03-bullmq/bull-board' }
  },
}

async function openBoard(): Promise<Panel> {
  const { createBullBoard, BullMQAdapter, HonoAdapter, Hono, getRequestListener, serveStatic } =
    loadLibraries()
  const serverAdapter = new HonoAdapter(serveStatic)
  const board = createBullBoard({
    queues: [],
    serverAdapter,
    options: { uiConfig: { locale: { lng: 'es-ES' } } },
  })
  const app = new Hono()
  app.route('/', serverAdapter.registerPlugin())
  const answer = getRequestListener(app.fetch)
  const server = createServer((request, response) => {
    response.setHeader('content-security-policy', nothingFromOutside)
    return answer(request, response)
  })
  server.listen(0, '127.0.0.1') // solo esta máquina: en la cola hay direcciones de correo
  await once(server, 'listening')
  server.unref() // mirarlo no retiene a la demo

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    show: (queues) => board.replaceQueues(queues.map((queue) => new BullMQAdapter(queue))),
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections() // el navegador deja la suya abierta por si vuelve
      await closed
    },
  }
}

/** Lo que usamos de ellas: no están instaladas donde las vería el compilador. */
type Libraries = {
  readonly createBullBoard: (options: {
    readonly queues: readonly object[]
    readonly serverAdapter: object
    readonly options: { readonly uiConfig: { readonly locale: { readonly lng: string } } }
  }) => { replaceQueues(queues: readonly object[]): void }
  readonly BullMQAdapter: new (queue: unknown) => object
  readonly HonoAdapter: new (serveStatic: unknown) => { registerPlugin(): object }
  readonly Hono: new () => {
    route(path: string, app: object): unknown
    readonly fetch: (request: Request) => Response | Promise<Response>
  }
  readonly getRequestListener: (
    fetch: (request: Request) => Response | Promise<Response>,
  ) => RequestListener
  readonly serveStatic: unknown
}

function loadLibraries(): Libraries {
  const require = createRequire(join(folder, 'package.json'))
  return Object.assign(
    {},
    ...[
      '@bull-board/api',
      '@bull-board/api/bullMQAdapter',
      '@bull-board/hono',
      'hono',
      '@hono/node-server',
      '@hono/node-server/serve-static',
    ].map((name) => require(name) as object),
  ) as Libraries
}

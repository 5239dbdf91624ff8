import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

import type { World } from '../../../workbench/trace/scenario.ts'

/** El cable entre un programa y Redis: se puede cortar, y mientras está cortado no se puede volver. */
export type Cable = { readonly url: string; cut(): void; repair(): void }

export async function layCable({ redisUrl, resources }: World): Promise<Cable> {
  const target = new URL(redisUrl)
  const ends = new Set<Socket>()
  let broken = false
  const server = createServer((near) => {
    if (broken) {
      near.destroy()
      return
    }
    const far = connect(Number(target.port), target.hostname)
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end)
      end.on('error', () => {}) // lo que importa es que se cierre
      end.on('close', () => {
        ends.delete(end)
        other.destroy()
      })
      end.pipe(other)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const cut = () => {
    for (const end of ends) end.destroy()
  }
  resources.defer(() => {
    cut()
    server.close()
  })

  const url = new URL(redisUrl)
  url.hostname = '127.0.0.1'
  url.port = String((server.address() as AddressInfo).port)
  return {
    url: url.href,
    cut() {
      broken = true
      cut()
    },
    repair: () => void (broken = false),
  }
}

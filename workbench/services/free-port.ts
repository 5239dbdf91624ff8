import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'

/**
 * Un puerto libre ahora mismo. Entre soltarlo y usarlo otro puede quedárselo, así que quien
 * lo pide reintenta con otro: un puerto ocupado nunca es un error.
 */
export async function findFreePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

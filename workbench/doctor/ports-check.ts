import { once } from 'node:events'
import { createServer } from 'node:net'

import { fine, trouble, type Finding } from './finding.ts'

/** Que se pueda escuchar en la propia máquina. Qué puerto, da igual: se elige uno libre. */
export async function checkPorts(host = '127.0.0.1'): Promise<Finding> {
  const server = createServer()
  try {
    server.listen(0, host)
    await once(server, 'listening')
    return fine('ports', 'Puertos', 'se eligen libres al arrancar; ninguno se da por hecho')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    return trouble('ports', 'Puertos', `no se puede escuchar en ${host} (${code})`, [
      { text: 'Mira si lo impide un cortafuegos o un contenedor', command: `ping ${host}` },
    ])
  } finally {
    server.close()
  }
}

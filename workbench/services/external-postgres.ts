import { Client, DatabaseError } from 'pg'

import { ExternalRefusalError } from './external.ts'
import type { OpenExternal } from './external.ts'

export const openExternalPostgres: OpenExternal = async (url, signal) => {
  const client = new Client({ connectionString: url, application_name: 'taller' })
  const { promise: abandoned, reject: abandon } = Promise.withResolvers<never>()
  const { promise: closed, resolve: close } = Promise.withResolvers<void>()
  client.on('error', () => {}) // el corte se cuenta por «end»
  client.once('end', close)
  signal.addEventListener('abort', () => abandon(signal.reason as Error), { once: true })

  try {
    await Promise.race([client.connect(), abandoned])
    const asking = client.query<{ server_version: string }>('SHOW server_version')
    const { rows } = await Promise.race([asking, abandoned])
    // Una vigilancia no puede retener al programa que la pidió.
    unref(client)
    return {
      version: rows[0]?.server_version.split(' ')[0] ?? 'de versión desconocida',
      closed,
      [Symbol.asyncDispose]: () => {
        ref(client) // despedirse sí retiene: sin nada más en marcha, Node acabaría a mitad
        return client.end()
      },
    }
  } catch (error) {
    // Sin esperar: con un servidor mudo, despedirse tampoco tendría respuesta.
    void client.end().catch(() => {})
    throw explain(error)
  }
}

function explain(error: unknown): unknown {
  if (!(error instanceof DatabaseError)) {
    return /SSL/.test((error as Error).message)
      ? new ExternalRefusalError('no se entiende con nosotros sobre SSL')
      : error
  }
  switch (error.code) {
    case '28P01':
    case '28000':
      return new ExternalRefusalError('rechaza el usuario o la contraseña')
    case '3D000':
      return new ExternalRefusalError('no tiene esa base de datos')
    case '53300':
      return new ExternalRefusalError('no admite más conexiones')
    default:
      return new ExternalRefusalError(`contesta con el error ${error.code ?? 'desconocido'}`)
  }
}

/** pg los ofrece y sus tipos no los declaran. */
function unref(client: Client): void {
  ;(client as Client & { unref(): void }).unref()
}

function ref(client: Client): void {
  ;(client as Client & { ref(): void }).ref()
}

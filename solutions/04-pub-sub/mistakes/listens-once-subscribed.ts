/*---
replaces: subscriber.ts
title: 'Escuchar los errores cuando ya está suscrito'
seen: 'Redis no está cuando arranca la tienda: ioredis lo escribe en la consola, en inglés, y la alarma no suena.'
rejected-by:
  - step: 5
    test: 'un error al abrir cada conexión también llega a onError'
    says: 'Cada conexión tuvo un error recién abierta'
---*/
import { channelIn, type ChannelName, channelNames, type Messages } from '../src/messages.ts'
import { parseMessage } from '../src/parse-message.ts'
import type { Subscriber, SubscriberSettings } from '../src/ports.ts'

/** Entrega como máximo una vez: lo que se publica mientras la conexión está caída no vuelve. */
export async function startSubscriber(settings: SubscriberSettings): Promise<Subscriber> {
  const { connect, prefix, onError } = settings
  const nameOf = new Map(channelNames.map((name) => [channelIn(prefix, name), name]))

  const redis = connect()
  // Una sola vez y antes de suscribirse. Tras un corte, ioredis repite las suscripciones él solo;
  // añadirlo en cada reconexión trataría dos veces cada mensaje.
  redis.on('message', (channel: string, raw: string) => {
    const name = nameOf.get(channel)
    if (name) receive(name, raw, settings)
  })
  try {
    // Hasta que Redis contesta, lo que se publique no es para nosotros.
    await redis.subscribe(...nameOf.keys())
  } catch (error) {
    redis.disconnect()
    throw error
  }
  redis.on('error', onError)

  return {
    async stop() {
      // Rechaza si ya estaba cerrada, o si Redis se va sin contestar. En los dos casos, cerrada está.
      await redis.quit().catch(() => {})
    },
  }
}

/** Nada de lo que pase aquí puede lanzar: a un «listener» no lo espera nadie. */
function receive<Name extends ChannelName>(
  name: Name,
  raw: string,
  { handlers, onInvalid, onError }: SubscriberSettings,
): void {
  let message: Messages[Name]
  try {
    message = parseMessage(name, raw)
  } catch (error) {
    // Todo lo que lanza parseMessage es un Error.
    onInvalid({ channel: name, raw, reason: (error as Error).message })
    return
  }
  // Fuera de ese `try`: si falla el handler, el mensaje no tiene la culpa. `Promise.try` recoge lo
  // que lance al llamarlo y lo que rechace después.
  Promise.try(() => handlers[name](message)).catch(onError)
}

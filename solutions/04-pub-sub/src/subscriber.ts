import { channelIn, type ChannelName, channelNames, type Messages } from './messages.ts'
import { parseMessage } from './parse-message.ts'
import type { Subscriber, SubscriberSettings } from './ports.ts'

/** Entrega como máximo una vez: lo que se publica mientras la conexión está caída no vuelve. */
export async function startSubscriber(settings: SubscriberSettings): Promise<Subscriber> {
  const { connect, prefix, onError } = settings
  const nameOf = new Map(channelNames.map((name) => [channelIn(prefix, name), name]))

  // #region subscribe
  const redis = connect()
  redis.on('error', onError)
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
  // #endregion subscribe

  return {
    async stop() {
      // Rechaza si ya estaba cerrada, o si Redis se va sin contestar. En los dos casos, cerrada está.
      await redis.quit().catch(() => {})
    },
  }
}

// #region receive
/** Nada de lo que pase aquí puede lanzar: a una escucha («listener») no la espera nadie. */
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
// #endregion receive

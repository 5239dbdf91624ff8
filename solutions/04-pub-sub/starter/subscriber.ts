import { channelIn, channelNames } from './messages.ts'
import { parseMessage } from './parse-message.ts'
import type { Subscriber, SubscriberSettings } from './ports.ts'

// TODO (paso 2): que al terminar ya esté suscrito, y que cada canal llegue a su handler.
// TODO (paso 3): que nada de lo que llegue, ni un handler que falle, pueda tumbar el proceso.
// TODO (paso 5): que los errores de la conexión lleguen a `onError`.
export async function startSubscriber(settings: SubscriberSettings): Promise<Subscriber> {
  const { connect, prefix, handlers } = settings
  const redis = connect()
  redis.on('message', (_channel: string, raw: string) => {
    void handlers.presence(parseMessage('presence', raw))
  })
  void redis.subscribe(...channelNames.map((name) => channelIn(prefix, name)))

  // TODO (paso 6): cerrar la conexión.
  return { async stop() {} }
}

/*---
replaces: subscriber.ts
title: 'Cerrar la conexión cuando da un error'
seen: 'Un corte de un segundo deja a la instancia sorda hasta el próximo despliegue.'
rejected-by:
  - step: 5
    test: 'un error de conexión llega a onError, y no cierra nada'
    says: 'ya no contestaba'
---*/
import { channelIn, type ChannelName, channelNames, type Messages } from '../src/messages.ts'
import { parseMessage } from '../src/parse-message.ts'
import type { Subscriber, SubscriberSettings } from '../src/ports.ts'

export async function startSubscriber(settings: SubscriberSettings): Promise<Subscriber> {
  const { connect, prefix, onError } = settings
  const nameOf = new Map(channelNames.map((name) => [channelIn(prefix, name), name]))

  const redis = connect()
  redis.on('error', (error) => {
    onError(error)
    redis.disconnect()
  })
  redis.on('message', (channel: string, raw: string) => {
    const name = nameOf.get(channel)
    if (name) receive(name, raw, settings)
  })
  try {
    await redis.subscribe(...nameOf.keys())
  } catch (error) {
    redis.disconnect()
    throw error
  }

  return {
    async stop() {
      await redis.quit().catch(() => {})
    },
  }
}

function receive<Name extends ChannelName>(
  name: Name,
  raw: string,
  { handlers, onInvalid, onError }: SubscriberSettings,
): void {
  let message: Messages[Name]
  try {
    message = parseMessage(name, raw)
  } catch (error) {
    onInvalid({ channel: name, raw, reason: (error as Error).message })
    return
  }
  Promise.try(() => handlers[name](message)).catch(onError)
}

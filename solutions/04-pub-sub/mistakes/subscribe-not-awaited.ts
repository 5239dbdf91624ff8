/*---
replaces: subscriber.ts
title: 'Suscribirse sin esperar a Redis'
seen: 'Los primeros mensajes tras cada despliegue se pierden, y si Redis dice que no, nadie se entera.'
rejected-by:
  - step: 2
    test: 'cuando startSubscriber termina, los tres canales ya le llegan'
    says: 'no lo recibió nadie'
---*/
import { channelIn, type ChannelName, channelNames, type Messages } from '../src/messages.ts'
import { parseMessage } from '../src/parse-message.ts'
import type { Subscriber, SubscriberSettings } from '../src/ports.ts'

export async function startSubscriber(settings: SubscriberSettings): Promise<Subscriber> {
  const { connect, prefix, onError } = settings
  const nameOf = new Map(channelNames.map((name) => [channelIn(prefix, name), name]))

  const redis = connect()
  redis.on('error', onError)
  redis.on('message', (channel: string, raw: string) => {
    const name = nameOf.get(channel)
    if (name) receive(name, raw, settings)
  })
  redis.subscribe(...nameOf.keys()).catch((error: unknown) => {
    redis.disconnect()
    onError(error)
  })

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

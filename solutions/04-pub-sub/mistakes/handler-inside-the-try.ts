/*---
replaces: subscriber.ts
title: 'El try que descarta mensajes rodea también al handler'
seen: 'Cada fallo nuestro consta como mensaje inválido, y la culpa se la lleva quien publica.'
rejected-by:
  - step: 3
    test: 'si falla un handler, se entera onError y el mensaje no tiene la culpa'
    says: 'se le echó la culpa al mensaje'
---*/
import { channelIn, type ChannelName, channelNames } from '../src/messages.ts'
import { parseMessage } from '../src/parse-message.ts'
import type { Subscriber, SubscriberSettings } from '../src/ports.ts'

export async function startSubscriber(settings: SubscriberSettings): Promise<Subscriber> {
  const { connect, prefix, onError } = settings
  const nameOf = new Map(channelNames.map((name) => [channelIn(prefix, name), name]))

  const redis = connect()
  redis.on('error', onError)
  redis.on('message', (channel: string, raw: string) => {
    const name = nameOf.get(channel)
    if (name) void receive(name, raw, settings)
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

async function receive<Name extends ChannelName>(
  name: Name,
  raw: string,
  { handlers, onInvalid }: SubscriberSettings,
): Promise<void> {
  try {
    await handlers[name](parseMessage(name, raw))
  } catch (error) {
    onInvalid({ channel: name, raw, reason: (error as Error).message })
  }
}

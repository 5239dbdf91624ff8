/*---
replaces: subscriber.ts
title: 'Descartar un mensaje y callar el motivo'
seen: 'El registro se llena de descartes sin explicación, y nadie sabe a quién pedirle que deje de publicar mal.'
rejected-by:
  - step: 3
    test: 'de lo que no se entiende se dice por qué'
    says: 'sin motivo'
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
  } catch {
    onInvalid({ channel: name, raw, reason: '' })
    return
  }
  Promise.try(() => handlers[name](message)).catch(onError)
}

/*---
replaces: subscriber.ts
title: 'Un solo handler para todos los canales'
seen: 'Las notificaciones privadas de un cliente salen, como si fueran presencia, a la pantalla de todos.'
rejected-by:
  - step: 2
    test: 'cada canal llega a su handler y a ningún otro'
    says: 'un handler que no es el de su canal'
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
  } catch (error) {
    onInvalid({ channel: name, raw, reason: (error as Error).message })
    return
  }
  Promise.try(() => handlers.presence(message as Messages['presence'])).catch(onError)
}

/*---
replaces: subscriber.ts
title: 'Buscar el nombre del canal en alguna parte del texto'
seen: 'El día que un prefijo lleva dentro la palabra «presence», todo se trata como presencia.'
rejected-by:
  - step: 2
    test: 'cada canal llega a su handler y a ningún otro'
    says: 'no lo tendrá nunca'
---*/
import { channelIn, type ChannelName, channelNames, type Messages } from '../src/messages.ts'
import { parseMessage } from '../src/parse-message.ts'
import type { Subscriber, SubscriberSettings } from '../src/ports.ts'

export async function startSubscriber(settings: SubscriberSettings): Promise<Subscriber> {
  const { connect, prefix, onError } = settings
  const channels = channelNames.map((name) => channelIn(prefix, name))

  const redis = connect()
  redis.on('error', onError)
  redis.on('message', (channel: string, raw: string) => {
    const name = channelNames.find((each) => channel.includes(each))
    if (name) receive(name, raw, settings)
  })
  try {
    await redis.subscribe(...channels)
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

/*---
replaces: subscriber.ts
title: 'Volver a poner la escucha en cada reconexión'
seen: 'Cada corte con Redis multiplica los avisos: tras una mala semana, cada uno llega siete veces.'
rejected-by:
  - step: 5
    test: 'tras un corte con Redis vuelve a recibir, y lo de en medio se ha perdido'
    says: 'un mensaje se trató más de una vez'
---*/
import { channelIn, type ChannelName, channelNames, type Messages } from '../src/messages.ts'
import { parseMessage } from '../src/parse-message.ts'
import type { Subscriber, SubscriberSettings } from '../src/ports.ts'

export async function startSubscriber(settings: SubscriberSettings): Promise<Subscriber> {
  const { connect, prefix, onError } = settings
  const nameOf = new Map(channelNames.map((name) => [channelIn(prefix, name), name]))

  const redis = connect()
  redis.on('error', onError)
  redis.on('ready', () => {
    redis.on('message', (channel: string, raw: string) => {
      const name = nameOf.get(channel)
      if (name) receive(name, raw, settings)
    })
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

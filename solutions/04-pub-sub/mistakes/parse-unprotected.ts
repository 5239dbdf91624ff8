/*---
replaces: subscriber.ts
title: 'JSON.parse sin protección en la escucha'
seen: 'Alguien publica «hola» desde una consola y se apagan a la vez todas las instancias.'
rejected-by:
  - step: 3
    test: 'lo que no se entiende llega a onInvalid y a ningún handler'
    says: 'error que nadie recogió'
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
  { handlers, onError }: SubscriberSettings,
): void {
  const message = parseMessage(name, raw)
  Promise.try(() => handlers[name](message)).catch(onError)
}

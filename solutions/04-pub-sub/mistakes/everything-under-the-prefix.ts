/*---
replaces: subscriber.ts
title: 'Suscribirse a todo lo que empieza por el prefijo'
seen: 'Llega la presencia de otra aplicación cuyo prefijo empieza igual, y nadie sabe de dónde sale.'
rejected-by:
  - step: 2
    test: 'lo que se publica en otra tienda no llega, aunque su nombre empiece igual'
    says: 'de otra tienda'
---*/
import { type ChannelName, channelNames, type Messages } from '../src/messages.ts'
import { parseMessage } from '../src/parse-message.ts'
import type { Subscriber, SubscriberSettings } from '../src/ports.ts'

export async function startSubscriber(settings: SubscriberSettings): Promise<Subscriber> {
  const { connect, prefix, onError } = settings

  const redis = connect()
  redis.on('error', onError)
  redis.on('pmessage', (_pattern: string, channel: string, raw: string) => {
    const name = channelNames.find((each) => each === channel.split(':').at(-1))
    if (name) receive(name, raw, settings)
  })
  try {
    await redis.psubscribe(`${prefix}:*`)
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

/*---
replaces: subscriber.ts
title: 'Una suscripción por patrón'
why: 'Con psubscribe basta un patrón para todos los canales de la tienda, también los que se añadan. Redis compara cada publicación con cada patrón: con pocos no se nota. Lo que llega por un canal que nadie trata, se ignora.'
---*/
import { type ChannelName, channelNames } from '../src/messages.ts'
import { parseMessage } from '../src/parse-message.ts'
import type { Subscriber, SubscriberSettings } from '../src/ports.ts'

export async function startSubscriber(settings: SubscriberSettings): Promise<Subscriber> {
  const { connect, prefix, onError } = settings
  const redis = connect().on('error', onError)
  redis.on('pmessage', (_pattern: string, channel: string, raw: string) => {
    const short = channel.slice(prefix.length + 1)
    const name = channelNames.find((each) => each === short)
    if (name !== undefined) void deliver(name, raw, settings)
  })

  await redis.psubscribe(`${literal(prefix)}:*`).catch((error: unknown) => {
    redis.disconnect()
    throw error
  })

  // Si Redis se va sin contestar, quit rechaza, y la conexión está cerrada igual.
  const quit = () => redis.quit().then(ignore, ignore)
  let closing: Promise<void> | undefined
  return { stop: () => (closing ??= quit()) }
}

/** En un patrón, `*`, `?` y los corchetes no se representan a sí mismos. */
function literal(prefix: string): string {
  return prefix.replaceAll(/[*?[\]\\]/g, String.raw`\$&`)
}

async function deliver<Name extends ChannelName>(
  channel: Name,
  raw: string,
  { handlers, onInvalid, onError }: SubscriberSettings,
): Promise<void> {
  const parsed = tryParse(channel, raw)
  if ('reason' in parsed) {
    onInvalid({ channel, raw, reason: parsed.reason })
    return
  }
  try {
    await handlers[channel](parsed.message)
  } catch (error) {
    onError(error)
  }
}

function tryParse<Name extends ChannelName>(channel: Name, raw: string) {
  try {
    return { message: parseMessage(channel, raw) }
  } catch (error) {
    return { reason: String(error) }
  }
}

function ignore(): void {}

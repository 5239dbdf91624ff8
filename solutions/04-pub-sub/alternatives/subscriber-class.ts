/*---
replaces: subscriber.ts
title: 'Una clase, y una suscripción por canal'
why: 'El estado, en campos privados. Tres SUBSCRIBE a la vez por la misma conexión valen lo mismo que uno con tres canales. Al parar se da de baja, si puede, y corta: lo pendiente no se iba a tratar.'
---*/
import type { Redis } from 'ioredis'

import { channelIn, type ChannelName, channelNames } from '../src/messages.ts'
import { parseMessage } from '../src/parse-message.ts'
import type { Subscriber, SubscriberSettings } from '../src/ports.ts'

class ChannelSubscriber implements Subscriber {
  readonly #settings: SubscriberSettings
  readonly #redis: Redis

  constructor(settings: SubscriberSettings) {
    this.#settings = settings
    this.#redis = settings.connect()
    this.#redis.on('error', settings.onError)
  }

  async start(): Promise<this> {
    const { prefix } = this.#settings
    this.#redis.on('message', (channel: string, raw: string) => {
      for (const name of channelNames) {
        if (channelIn(prefix, name) === channel) this.#receive(name, raw)
      }
    })
    const asked = channelNames.map((name) => this.#redis.subscribe(channelIn(prefix, name)))
    const answers = await Promise.allSettled(asked)
    const refused = answers.find(({ status }) => status === 'rejected')
    if (refused?.status === 'rejected') {
      await this.stop()
      throw refused.reason
    }
    return this
  }

  async stop(): Promise<void> {
    if (this.#redis.status === 'ready') await this.#redis.unsubscribe().catch(() => {})
    this.#redis.disconnect()
  }

  #receive<Name extends ChannelName>(channel: Name, raw: string): void {
    const { handlers, onInvalid, onError } = this.#settings
    const read = () => parseMessage(channel, raw)
    let message: ReturnType<typeof read>
    try {
      message = read()
    } catch (error) {
      onInvalid({ channel, raw, reason: (error as Error).message })
      return
    }
    new Promise<void>((resolve) => void resolve(handlers[channel](message))).catch(onError)
  }
}

export function startSubscriber(settings: SubscriberSettings): Promise<Subscriber> {
  return new ChannelSubscriber(settings).start()
}

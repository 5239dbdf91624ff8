/*---
replaces: presence.ts
title: 'Publicar el objeto sin serializarlo'
seen: 'Nadie ve llegar a nadie, y en el registro del otro proceso se lee «[object Object]».'
rejected-by:
  - step: 1
    test: 'lo publicado es JSON con el tipo y el usuario, en el canal de presencia'
    says: 'Se publicó un objeto'
---*/
import { channelIn, type Messages } from '../src/messages.ts'
import type { Publisher } from '../src/ports.ts'

export async function broadcastUserOnline(
  { redis, prefix }: Publisher,
  userId: string,
): Promise<number> {
  const message: Messages['presence'] = { type: 'online', userId }
  return redis.publish(channelIn(prefix, 'presence'), `${message}`)
}

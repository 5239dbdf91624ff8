/*---
replaces: presence.ts
title: 'Escribir el JSON a mano, con comillas y una plantilla'
seen: 'Funciona hasta que alguien se llama Ana "la jefa": sus mensajes se descartan, y los de un nombre malintencionado dicen lo que él quiera.'
rejected-by:
  - step: 1
    test: 'lo publicado es JSON con el tipo y el usuario, en el canal de presencia'
    says: 'salió algo que no es JSON'
---*/
import { channelIn } from '../src/messages.ts'
import type { Publisher } from '../src/ports.ts'

export async function broadcastUserOnline(
  { redis, prefix }: Publisher,
  userId: string,
): Promise<number> {
  return redis.publish(channelIn(prefix, 'presence'), `{"type":"online","userId":"${userId}"}`)
}

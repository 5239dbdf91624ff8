import { channelIn, type Messages } from './messages.ts'
import type { Publisher } from './ports.ts'

// #region publish
/** Devuelve cuántas suscripciones lo recibieron en ese instante. Cero no es un error. */
export async function broadcastUserOnline(
  { redis, prefix }: Publisher,
  userId: string,
): Promise<number> {
  const message: Messages['presence'] = { type: 'online', userId }
  // Por un canal solo viajan textos. De un objeto saldría «[object Object]», y sin ningún error.
  return redis.publish(channelIn(prefix, 'presence'), JSON.stringify(message))
}
// #endregion publish

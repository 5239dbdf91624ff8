import { channelIn, type Messages } from './messages.ts'
import type { Publisher } from './ports.ts'

// TODO (paso 1): que quien escucha pueda leerlo, y quien llama sepa a cuántos les llegó.
export async function broadcastUserOnline(
  { redis, prefix }: Publisher,
  userId: string,
): Promise<number> {
  const message: Messages['presence'] = { type: 'online', userId }
  await redis.publish(channelIn(prefix, 'presence'), String(message))
  return 0
}

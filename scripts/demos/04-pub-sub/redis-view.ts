import { Redis } from 'ioredis'

import type * as MessagesModule from '../../../solutions/04-pub-sub/src/messages.ts'
import type { World } from '../../../workbench/trace/scenario.ts'
import { redisOptions } from '../parts/redis-options.ts'
import { until } from '../parts/until.ts'
import type { Instance } from './instance.ts'

/** Redis visto desde fuera de la tienda. */
export type RedisView = {
  /** Publica un texto cualquiera en el canal de presencia. */
  publish(text: string): Promise<void>
  /** Cuántas suscripciones tiene ahora ese canal. */
  subscribers(): Promise<number>
  /** Espera a que cada instancia haya tratado todo lo publicado hasta aquí. */
  settle(...instances: readonly Instance[]): Promise<void>
}

export async function viewRedis(world: World): Promise<RedisView> {
  const { channelIn } = await world.load<typeof MessagesModule>('messages.ts')
  const redis = new Redis(world.redisUrl, redisOptions(world))
  redis.on('error', () => {}) // si Redis muere, lo dice la orden siguiente
  world.resources.defer(() => redis.disconnect())
  const presence = channelIn(world.prefix, 'presence')
  let marks = 0

  return {
    publish: async (text) => void (await redis.publish(presence, text)),
    subscribers: async () => Number((await redis.pubsub('NUMSUB', presence))[1]),
    async settle(...instances) {
      // Redis entrega a cada suscriptor en el orden en que se publicó, también entre canales.
      const text = `marca ${++marks}`
      const mark = JSON.stringify({ userId: 'nadie', text })
      await redis.publish(channelIn(world.prefix, 'notifications'), mark)
      const reached = () => instances.every(({ notified }) => notified.includes(text))
      await until(world, reached, 'una instancia no recibió una notificación')
    },
  }
}

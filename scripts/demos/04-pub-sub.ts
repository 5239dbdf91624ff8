import type { Scenario } from '../../workbench/trace/scenario.ts'
import { droppedSubscriber } from './04-pub-sub/dropped-subscriber.ts'
import { invalidMessages } from './04-pub-sub/invalid.ts'
import { twoInstances } from './04-pub-sub/two-instances.ts'
import { withoutRedis } from './04-pub-sub/without-redis.ts'

export const scenario: Scenario = {
  lesson: '04-pub-sub',
  title: 'Notificaciones en tiempo real',
  services: ['redis'],
  actors: [
    { id: 'ana', name: 'Ana', kind: 'browser' },
    { id: 'one', name: 'instancia 1', kind: 'program' },
    { id: 'redis', name: 'Redis', kind: 'redis' },
    { id: 'two', name: 'instancia 2', kind: 'program' },
    { id: 'luis', name: 'Luis', kind: 'browser' },
  ],
  chapters: [withoutRedis, twoInstances, droppedSubscriber, invalidMessages],
}

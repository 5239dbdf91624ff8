import type { Scenario } from '../../workbench/trace/scenario.ts'
import { allOrNothing } from './05-outbox/all-or-nothing.ts'
import { killedRelay } from './05-outbox/killed-relay.ts'
import { publishAndMark } from './05-outbox/publish-and-mark.ts'
import { withoutLock, withSkipLocked } from './05-outbox/two-relays.ts'

export const scenario: Scenario = {
  lesson: '05-outbox',
  title: 'Outbox',
  services: ['postgres'],
  actors: [
    { id: 'shop', name: 'tienda', kind: 'program' },
    { id: 'database', name: 'PostgreSQL', kind: 'database' },
    { id: 'relay-a', name: 'relay A', kind: 'program' },
    { id: 'relay-b', name: 'relay B', kind: 'program' },
    { id: 'broker', name: 'broker', kind: 'broker' },
  ],
  chapters: [allOrNothing, publishAndMark, killedRelay, withoutLock, withSkipLocked],
}

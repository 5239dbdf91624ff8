import type { Scenario } from '../../workbench/trace/scenario.ts'
import { anyOrder, naiveProjection } from './06-cqrs/any-order.ts'
import { doubleClick } from './06-cqrs/commands.ts'
import { readYourWrites } from './06-cqrs/read-your-writes.ts'
import { rebuildReads } from './06-cqrs/rebuild.ts'

export const scenario: Scenario = {
  lesson: '06-cqrs',
  title: 'Comandos y consultas',
  services: ['postgres'],
  actors: [
    { id: 'client', name: 'Ana', kind: 'person' },
    { id: 'commands', name: 'comandos', kind: 'program' },
    { id: 'writes', name: 'escritura', kind: 'database' },
    { id: 'projector', name: 'proyector', kind: 'program' },
    { id: 'reads', name: 'lectura', kind: 'database' },
    { id: 'queries', name: 'consultas', kind: 'program' },
  ],
  chapters: [doubleClick, naiveProjection, anyOrder, rebuildReads, readYourWrites],
}

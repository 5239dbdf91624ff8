import type { Scenario } from '../../workbench/trace/scenario.ts'
import { deadProcess } from './02-event-bus/emitter.ts'
import { loopOfAwaits, noContagion } from './02-event-bus/failures.ts'
import { snapshot } from './02-event-bus/snapshot.ts'

export const scenario: Scenario = {
  lesson: '02-event-bus',
  title: 'Bus de eventos',
  services: [],
  actors: [
    { id: 'checkout', name: 'compra', kind: 'program' },
    { id: 'bus', name: 'bus', kind: 'broker' },
    { id: 'inventory', name: 'inventario', kind: 'program' },
    { id: 'email', name: 'correo', kind: 'program' },
    { id: 'invoice', name: 'factura', kind: 'program' },
    { id: 'log', name: 'registro', kind: 'program' },
  ],
  chapters: [noContagion, loopOfAwaits, deadProcess, snapshot],
}

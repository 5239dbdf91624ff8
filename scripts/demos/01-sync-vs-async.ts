import type { Scenario } from '../../workbench/trace/scenario.ts'
import { coupledFailure, looseFailure } from './01-sync-vs-async/failures.ts'
import { fanOut } from './01-sync-vs-async/fan-out.ts'
import { latencies } from './01-sync-vs-async/latencies.ts'

export const scenario: Scenario = {
  lesson: '01-sync-vs-async',
  title: 'Síncrono frente a asíncrono',
  services: [],
  actors: [
    { id: 'client', name: 'cliente', kind: 'browser' },
    { id: 'shop', name: 'tienda', kind: 'program' },
    { id: 'queue', name: 'cola', kind: 'broker' },
    { id: 'inventory', name: 'inventario', kind: 'program' },
    { id: 'email', name: 'correo', kind: 'program' },
    { id: 'invoice', name: 'factura', kind: 'program' },
  ],
  chapters: [latencies, coupledFailure, looseFailure, fanOut],
}

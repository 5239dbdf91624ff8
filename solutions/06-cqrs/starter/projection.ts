import type { ClientBase, Pool } from 'pg'

import type { OrderEvent } from './order-event.ts'

// TODO (paso 3): que lo que cuenta un evento aparezca en order_read_models, listo para enseñar.
// TODO (paso 4): que dé igual cuántas veces llegue cada evento, cuándo y en qué orden.
export async function project(_db: Pool | ClientBase, _event: OrderEvent): Promise<void> {
  throw new Error('Pendiente (paso 3): project lleva un evento a la tabla de lectura.')
}

// TODO (paso 6): que la tabla de lectura se pueda volver a hacer entera, sin que nadie lo note.
export async function rebuild(_db: Pool): Promise<void> {
  throw new Error('Pendiente (paso 6): rebuild rehace la tabla de lectura con los eventos.')
}

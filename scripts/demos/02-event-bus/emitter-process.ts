import { EventEmitter } from 'node:events'
import { writeSync } from 'node:fs'
import { setImmediate as nextTurn } from 'node:timers/promises'

// Una tienda entera en un proceso, con el bus que trae Node y sin mirar nada más. Se escribe de forma
// síncrona: lo dicho consta aunque el proceso muera en la línea siguiente.

const shop = new EventEmitter()
shop.on('order.placed', () => say('inventory'))
shop.on('order.placed', async () => {
  say('email')
  throw new Error('buzón lleno')
})
shop.on('order.placed', async () => {
  await nextTurn()
  say('invoice')
})

shop.emit('order.placed')
say('emitted')

function say(what: string): void {
  writeSync(1, `${what}\n`)
}

import type { ChannelName, Messages } from './messages.ts'

/** De lo que llega por un canal a un mensaje con el que se puede trabajar. */
export function parseMessage<Name extends ChannelName>(_name: Name, raw: string): Messages[Name] {
  // TODO (paso 3): que sea JSON no basta. Si no tiene la forma de su canal, no es un mensaje.
  return JSON.parse(raw) as Messages[Name]
}

import type { ChannelName, Messages } from './messages.ts'

const textFields: Readonly<Record<ChannelName, readonly string[]>> = {
  presence: ['userId'],
  notifications: ['userId', 'text'],
  system: ['text'],
}

// #region parse
/**
 * De lo que llega por un canal a un mensaje con el que se puede trabajar. Cualquiera que alcance
 * Redis puede publicar ahí, y otra versión del programa también. Los campos de más no molestan.
 */
export function parseMessage<Name extends ChannelName>(name: Name, raw: string): Messages[Name] {
  const value: unknown = JSON.parse(raw)
  // `null`, `42` y `[]` son JSON válido.
  if (!isRecord(value)) throw new TypeError('no es un objeto')
  const missing = textFields[name].find((field) => typeof value[field] !== 'string')
  if (missing) throw new TypeError(`«${missing}» no es un texto`)
  if (name === 'presence' && value['type'] !== 'online') throw new TypeError('no es «online»')
  return value as Messages[Name]
}
// #endregion parse

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

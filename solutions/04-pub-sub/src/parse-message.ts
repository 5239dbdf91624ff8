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
  // `null` y `42` también son JSON: de ellos, Object() hace un objeto sin ninguno de los campos.
  const fields = Object(JSON.parse(raw)) as Readonly<Record<string, unknown>>
  const missing = textFields[name].find((field) => typeof fields[field] !== 'string')
  if (missing) throw new TypeError(`«${missing}» no es un texto`)
  if (name === 'presence' && fields['type'] !== 'online') throw new TypeError('no es «online»')
  return fields as Messages[Name]
}
// #endregion parse

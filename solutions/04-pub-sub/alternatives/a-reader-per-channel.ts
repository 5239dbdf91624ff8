/*---
replaces: parse-message.ts
title: 'Una función por canal, en vez de una lista de campos'
why: 'Cada lector construye el mensaje campo a campo: lo que sale no lleva nada que no se haya mirado. Con más canales, cada uno puede comprobar lo que quiera.'
---*/
import type { ChannelName, Messages } from '../src/messages.ts'

type Fields = Readonly<Record<string, unknown>>
type Readers = { readonly [Name in ChannelName]: (fields: Fields) => Messages[Name] }

const readers: Readers = {
  presence({ type, userId }) {
    if (type !== 'online') throw new Error(`no se sabe qué es «${String(type)}»`)
    return { type, userId: text(userId, 'userId') }
  },
  notifications: (fields) => ({
    userId: text(fields['userId'], 'userId'),
    text: text(fields['text'], 'text'),
  }),
  system: (fields) => ({ text: text(fields['text'], 'text') }),
}

function text(value: unknown, field: string): string {
  if (typeof value === 'string') return value
  throw new Error(`falta ${field}, o no es un texto`)
}

export function parseMessage<Name extends ChannelName>(name: Name, raw: string): Messages[Name] {
  const value: unknown = JSON.parse(raw)
  if (typeof value !== 'object' || value === null) throw new Error('no es un objeto')
  return readers[name](value as Fields)
}

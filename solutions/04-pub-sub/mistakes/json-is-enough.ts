/*---
replaces: parse-message.ts
title: 'Comprobar que es JSON y no qué forma tiene'
seen: '`null` es JSON: el error salta en un handler, lejos de aquí y sin decir qué mensaje era.'
rejected-by:
  - step: 3
    test: 'lo que no se entiende llega a onInvalid y a ningún handler'
    says: 'no tiene la forma de un mensaje'
---*/
import type { ChannelName, Messages } from '../src/messages.ts'

export function parseMessage<Name extends ChannelName>(_name: Name, raw: string): Messages[Name] {
  const value: unknown = JSON.parse(raw)
  return value as Messages[Name]
}

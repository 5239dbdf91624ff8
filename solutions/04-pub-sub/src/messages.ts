export const channelNames = ['presence', 'notifications', 'system'] as const
export type ChannelName = (typeof channelNames)[number]

/** Qué se dice por cada canal. En Redis es un texto JSON. */
export type Messages = {
  readonly presence: { readonly type: 'online'; readonly userId: string }
  readonly notifications: { readonly userId: string; readonly text: string }
  readonly system: { readonly text: string }
}

/**
 * El nombre del canal en Redis. Un canal no vive en ninguna base de datos: lo publicado con `db: 10`
 * se oye con `db: 1`. Lo único que separa dos aplicaciones, o dos tests, es este prefijo.
 */
export function channelIn(prefix: string, name: ChannelName): string {
  return `${prefix}:${name}`
}

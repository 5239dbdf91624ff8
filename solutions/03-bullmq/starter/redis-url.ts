/** Dónde está Redis y cómo se entra. Vale tal cual para BullMQ y para `new Redis(…)`. */
export type RedisAddress = {
  readonly host: string
  readonly port: number
  readonly db: number
  readonly username?: string
  readonly password?: string
  readonly tls?: Record<string, never>
}

/** Lo que dice una URL como `redis://127.0.0.1:6379/0`. */
export function redisAddress(url: string): RedisAddress {
  const { protocol, hostname, port, username, password, pathname } = new URL(url)
  return {
    host: hostname.replace(/^\[|\]$/g, ''), // una IPv6 lleva corchetes en la URL y no aquí
    port: Number(port || '6379'),
    db: Number(pathname.slice(1) || '0'),
    ...(username && { username: decodeURIComponent(username) }),
    ...(password && { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' && { tls: {} }),
  }
}

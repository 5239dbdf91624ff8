import { describe, expect, test } from 'vitest'

import type { ProviderName, ServiceName } from '../config.ts'
import { createDatabase } from '../database.ts'
import { createKeySpace } from '../key-space.ts'
import type { RunningService } from '../running-service.ts'
import { accepts, openClient, openRedis } from './clients.ts'
import { openSandbox } from './sandbox.ts'
import type { Sandbox } from './sandbox.ts'

export type ContractSubject = {
  readonly service: ServiceName
  readonly provider: ProviderName
  readonly label: RegExp
  /** Por qué no se puede comprobar en esta máquina. Se enseña; nunca se calla. */
  readonly unavailable?: string | undefined
  open(sandbox: Sandbox): Promise<RunningService>
}

// Con la máquina ocupada, un contenedor o un initdb se toman su tiempo sin que nada esté mal.
const patience = { timeout: 60_000 }

/** Lo que cumple cualquiera que ofrezca el servicio, sea de quien sea el servidor. */
export function serviceContract(name: string, subject: ContractSubject): void {
  const { service, provider, label, unavailable, open } = subject
  const title = titled(`contrato de ${service} · ${name}`, subject)

  describe.skipIf(unavailable !== undefined)(title, patience, () => {
    test('atiende en su dirección y dice quién es', async () => {
      await using sandbox = await openSandbox()
      await using server = await open(sandbox)

      expect(server).toMatchObject({ service, provider, label: expect.stringMatching(label) })
      expect(server.version).toMatch(/^\d+\.\d+/)
      expect(await roundTrip(server)).toBe('hola, ñandú')
    })

    test('quien recibe un espacio propio no ve lo de los demás y al soltarlo no queda nada', async () => {
      await using sandbox = await openSandbox()
      await using server = await open(sandbox)

      const seen = await (service === 'redis' ? isolateKeys : isolateDatabases)(server.url)

      expect(seen).toEqual({ mine: 'mío', other: 'de otro', leftovers: 0, foreign: 'intacta' })
    })

    test('soltarlo dos veces no es un error ni anuncia una muerte', async () => {
      await using sandbox = await openSandbox()
      const server = await open(sandbox)

      await server[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()

      expect(await Promise.race([server.died, Promise.resolve('nadie murió')])).toBe('nadie murió')
    })
  })
}

/** Lo que además cumple un servidor que arrancamos nosotros. */
export function ownedServiceContract(name: string, subject: ContractSubject): void {
  const { service, unavailable, open } = subject
  serviceContract(name, subject)
  const title = titled(`contrato de ${service} propio · ${name}`, subject)

  describe.skipIf(unavailable !== undefined)(title, patience, () => {
    test('dos a la vez no comparten nada', async () => {
      await using sandbox = await openSandbox()
      await using servers = new AsyncDisposableStack()
      const [one, two] = await Promise.all([open(sandbox), open(sandbox)])
      servers.use(one)
      servers.use(two)

      expect(one.url).not.toBe(two.url)
      await write(one, 'solo en el primero')
      expect(await read(two)).toBe(undefined)
    })

    test('solo escucha en 127.0.0.1', async () => {
      await using sandbox = await openSandbox()
      await using server = await open(sandbox)
      const port = Number(new URL(server.url).port)

      expect(await accepts('127.0.0.1', port)).toBe(true)
      // Otra dirección de esta misma máquina: quien escuche en todas la atendería también.
      expect(await accepts('127.0.0.2', port)).toBe(false)
    })

    test('al soltarlo deja de atender y no queda su carpeta', async () => {
      await using sandbox = await openSandbox()
      const server = await open(sandbox)

      await server[Symbol.asyncDispose]()

      expect(await accepts('127.0.0.1', Number(new URL(server.url).port))).toBe(false)
      expect(await sandbox.leftovers()).toEqual([])
    })
  })
}

/** Lo que no se puede comprobar aquí se ve en el título, con su razón. */
function titled(title: string, { unavailable }: ContractSubject): string {
  return unavailable === undefined ? title : `${title} · omitido: ${unavailable}`
}

async function roundTrip(server: RunningService): Promise<string | undefined> {
  if (server.service === 'postgres') {
    await using client = await openClient(server.url)
    const { rows } = await client.pg.query<{ said: string }>('SELECT $1::text AS said', [
      'hola, ñandú',
    ])
    return rows[0]?.said
  }
  using redis = openRedis(server.url)
  // Por Lua, que es como BullMQ habla con Redis.
  const script = 'redis.call("SET", KEYS[1], ARGV[1]) return redis.call("GET", KEYS[1])'
  const key = `taller:contrato:${process.pid}`
  const said = await redis.client.eval(script, 1, key, 'hola, ñandú')
  await redis.client.del(key)
  return String(said)
}

async function isolateKeys(url: string) {
  const foreignKey = `taller:ajena:${process.pid}`
  using redis = openRedis(url)
  await redis.client.set(foreignKey, 'intacta')
  let prefix: string
  let mine: string | null
  let other: string | null
  {
    await using first = await createKeySpace(url)
    await using second = await createKeySpace(url)
    ;({ prefix } = first)
    await redis.client.set(`${first.prefix}:pedido`, 'mío')
    await redis.client.set(`${second.prefix}:pedido`, 'de otro')
    mine = await redis.client.get(`${first.prefix}:pedido`)
    other = await redis.client.get(`${second.prefix}:pedido`)
  }
  const leftovers = (await redis.client.keys(`${prefix}*`)).length
  const foreign = await redis.client.get(foreignKey)
  await redis.client.del(foreignKey)
  return { mine, other, leftovers, foreign }
}

async function isolateDatabases(url: string) {
  await using foreign = await createDatabase(url, { prefix: 'taller_ajena' })
  await put(foreign.url, 'intacta')
  let names: string[]
  let mine: string | undefined
  let other: string | undefined
  {
    await using first = await createDatabase(url)
    await using second = await createDatabase(url)
    names = [first.name, second.name]
    await put(first.url, 'mío')
    await put(second.url, 'de otro')
    mine = await take(first.url)
    other = await take(second.url)
  }
  await using client = await openClient(url)
  const sql = 'SELECT 1 FROM pg_database WHERE datname = ANY($1)'
  const leftovers = (await client.pg.query(sql, [names])).rows.length
  return { mine, other, leftovers, foreign: await take(foreign.url) }
}

async function write(server: RunningService, value: string): Promise<void> {
  if (server.service === 'postgres') return put(server.url, value)
  using redis = openRedis(server.url)
  await redis.client.set('nota', value)
}

async function read(server: RunningService): Promise<string | undefined> {
  if (server.service === 'postgres') return take(server.url)
  using redis = openRedis(server.url)
  return (await redis.client.get('nota')) ?? undefined
}

async function put(url: string, value: string): Promise<void> {
  await using client = await openClient(url)
  await client.pg.query('CREATE TABLE note (body text)')
  await client.pg.query('INSERT INTO note VALUES ($1)', [value])
}

async function take(url: string): Promise<string | undefined> {
  await using client = await openClient(url)
  const { rows: tables } = await client.pg.query("SELECT to_regclass('note') AS found")
  if (tables[0].found === null) return undefined
  return (await client.pg.query<{ body: string }>('SELECT body FROM note')).rows[0]?.body
}

import { Client } from 'pg'
import { expect, test } from 'vitest'

import { DatabaseStock } from '../../database-stock.ts'
import type { RunningService } from '../../running-service.ts'
import { startPostgres } from '../../start.ts'
import { openSandbox } from '../sandbox.ts'

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

async function databasesIn({ url }: RunningService): Promise<unknown[]> {
  const rows = await query(url, `SELECT datname FROM pg_database WHERE datname LIKE 'taller%'`)
  return rows.map(({ datname }) => datname)
}

/** Esquemas, tablas, funciones, permisos y ajustes: lo que una base de datos usada podría arrastrar. */
async function everythingIn(url: string): Promise<unknown> {
  return {
    schemas: await query(
      url,
      'SELECT nspname, nspowner, nspacl::text FROM pg_namespace ORDER BY 1',
    ),
    relations: await query(url, 'SELECT relname FROM pg_class WHERE oid >= 16384'),
    functions: await query(url, 'SELECT proname FROM pg_proc WHERE oid >= 16384'),
    settings: await query(
      url,
      `SELECT setconfig FROM pg_db_role_setting JOIN pg_database ON setdatabase = pg_database.oid
       WHERE datname = current_database()`,
    ),
  }
}

test(
  'la que se devuelve vuelve vacía, con otro nombre y sin nadie dentro',
  { timeout: 60_000 },
  async () => {
    await using sandbox = await openSandbox()
    await using server = await startPostgres(sandbox.options)
    await using stock = new DatabaseStock(async () => server)

    const [first, second] = await Promise.all([stock.take(), stock.take()])
    expect(first.name).not.toBe(second.name)
    const pristine = await everythingIn(second.url)
    const lingering = new Client({ connectionString: first.url })
    const cut = new Promise((resolve) => void lingering.on('error', resolve))
    await lingering.connect()
    await lingering.query(
      `CREATE TABLE note (id int); CREATE SCHEMA other; CREATE TABLE other.note (id int);
       CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'; DROP SCHEMA public CASCADE`,
    )
    await lingering.query(`ALTER DATABASE ${first.name} SET lock_timeout = 7`)
    await lingering.query('BEGIN; LOCK TABLE other.note')
    stock.giveBack(first.name)
    const third = await stock.take()

    expect(await databasesIn(server)).toHaveLength(2) // no se ha creado otra
    expect(await everythingIn(third.url)).toEqual(pristine)
    await cut
    await expect(query(first.url, 'SELECT 1')).rejects.toMatchObject({ code: '3D000' })
  },
)

test('la que no se puede vaciar del todo se borra, y llega otra', { timeout: 60_000 }, async () => {
  await using sandbox = await openSandbox()
  await using server = await startPostgres(sandbox.options)
  await using stock = new DatabaseStock(async () => server)
  const first = await stock.take()
  await query(first.url, 'CREATE PUBLICATION everything FOR ALL TABLES')

  stock.giveBack(first.name)
  const second = await stock.take()

  expect(await query(second.url, 'SELECT FROM pg_publication')).toEqual([])
  expect(await databasesIn(server)).toEqual([second.name])
})

test(
  'en un servidor de la persona no queda ninguna, tampoco la que nadie devolvió',
  { timeout: 60_000 },
  async () => {
    await using sandbox = await openSandbox()
    await using server = await startPostgres(sandbox.options)
    const stock = new DatabaseStock(async () => ({ ...server, provider: 'external' }))
    const [lent, used] = await Promise.all([stock.take(), stock.take()])
    expect(await databasesIn(server)).toContain(lent.name)
    stock.giveBack(used.name) // se está vaciando cuando se cierra

    await stock[Symbol.asyncDispose]()

    expect(await databasesIn(server)).toEqual([])
  },
)

test(
  'si el servidor es otro, lo preparado en el anterior no se da',
  { timeout: 60_000 },
  async () => {
    await using sandbox = await openSandbox()
    await using before = await startPostgres(sandbox.options)
    await using after = await startPostgres(sandbox.options)
    let current = before
    await using stock = new DatabaseStock(async () => current)
    await stock.take()

    current = after
    const { url } = await stock.take()

    expect(new URL(url).port).toBe(new URL(after.url).port)
  },
)

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

const patience = { timeout: 10_000, interval: 50 }

test('cada cual recibe la suya, vacía, y la devuelta se borra', { timeout: 60_000 }, async () => {
  await using sandbox = await openSandbox()
  await using server = await startPostgres(sandbox.options)
  await using stock = new DatabaseStock(async () => server)

  const [first, second] = await Promise.all([stock.take(), stock.take()])
  await query(first.url, 'CREATE TABLE note (id int)')
  stock.giveBack(first.name)
  const third = await stock.take()

  expect(new Set([first.name, second.name, third.name]).size).toBe(3)
  expect(await query(third.url, `SELECT 1 FROM pg_tables WHERE tablename = 'note'`)).toEqual([])
  await expect.poll(() => databasesIn(server), patience).not.toContain(first.name)
})

test(
  'en un servidor de la persona no queda ninguna, ni la preparada ni la que nadie devolvió',
  { timeout: 60_000 },
  async () => {
    await using sandbox = await openSandbox()
    await using server = await startPostgres(sandbox.options)
    const stock = new DatabaseStock(async () => ({ ...server, provider: 'external' }))
    const [lent] = await Promise.all([stock.take(), stock.take()])
    expect(await databasesIn(server)).toContain(lent.name)

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

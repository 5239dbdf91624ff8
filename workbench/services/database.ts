import { randomBytes } from 'node:crypto'

import { Client, escapeIdentifier } from 'pg'

import { EnvironmentError } from './environment-error.ts'
import { doctor } from './service-trouble.ts'

export type Database = AsyncDisposable & { readonly name: string; readonly url: string }

export type DatabaseOptions = {
  readonly template?: string
  readonly prefix?: string
  /**
   * Copiar la plantilla archivo a archivo: cuatro veces más rápido, pero obliga al servidor a volcarlo
   * todo a disco. Solo para uno nuestro, que no guarda nada.
   */
  readonly byFiles?: boolean
}

/**
 * Una base de datos solo para quien la pide, copiada de una plantilla. Al soltarla se borra
 * aunque alguien siga conectado.
 */
export async function createDatabase(
  url: string,
  { template = 'template1', prefix = 'taller', byFiles = false }: DatabaseOptions = {},
): Promise<Database> {
  const name = newDatabaseName(prefix)
  const identifier = escapeIdentifier(name)
  try {
    const strategy = byFiles ? ' STRATEGY FILE_COPY' : ''
    const source = escapeIdentifier(template)
    await execute(url, [`CREATE DATABASE ${identifier} TEMPLATE ${source}${strategy}`])
  } catch (error) {
    throw explainCreation(error) ?? error
  }

  return databaseAt(url, name)
}

/** Un nombre que nadie ha usado. */
export function newDatabaseName(prefix: string): string {
  return `${prefix}_${randomBytes(8).toString('hex')}`
}

/** La que ya existe en ese servidor con ese nombre. */
export function databaseAt(server: string, name: string): Database {
  let dropped = false
  return {
    name,
    url: withDatabase(server, name),
    async [Symbol.asyncDispose]() {
      if (dropped) return
      dropped = true
      await execute(server, [`DROP DATABASE IF EXISTS ${escapeIdentifier(name)} WITH (FORCE)`])
    },
  }
}

/** Una orden detrás de otra, cada una en su transacción. */
export async function execute(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url })
  client.on('error', () => {}) // un corte a mitad lo cuenta la consulta en curso
  await client.connect()
  try {
    for (const sql of statements) await client.query(sql)
  } finally {
    await client.end()
  }
}

function withDatabase(url: string, name: string): string {
  const target = new URL(url)
  target.pathname = `/${name}`
  return target.href
}

function explainCreation(error: unknown): EnvironmentError | undefined {
  if ((error as { code?: string }).code !== '42501') return undefined
  return new EnvironmentError({
    what: 'no se pudo crear una base de datos de prueba',
    why: 'El usuario de DATABASE_URL no tiene permiso para crear bases de datos.',
    remedies: [
      { text: 'Dáselo', command: 'ALTER ROLE tu_usuario CREATEDB;' },
      { text: 'Deja que el taller lo arranque', command: 'unset DATABASE_URL' },
      doctor,
    ],
  })
}

import { escapeIdentifier, escapeLiteral } from 'pg'

import { type Database, databaseAt, execute, newDatabaseName } from './database.ts'

/**
 * La misma base de datos, vacía y con otro nombre. Crear una copia cientos de archivos; esto, ninguno. El
 * nombre cambia para que nadie que se quedara con el de antes vuelva a entrar: ni un hilo que aún no ha
 * terminado de morir.
 */
export async function renewDatabase(server: string, used: Database): Promise<Database> {
  const name = newDatabaseName(used.name.replace(/_[0-9a-f]+$/, ''))
  const [before, after] = [escapeIdentifier(used.name), escapeIdentifier(name)]
  // Por separado: dentro de una transacción, el cierre de la puerta no se vería hasta el final.
  await execute(server, [
    `ALTER DATABASE ${before} WITH ALLOW_CONNECTIONS false`,
    `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
     WHERE datname = ${escapeLiteral(used.name)}`,
    `ALTER DATABASE ${before} RENAME TO ${after}`,
    `ALTER DATABASE ${after} RESET ALL`,
    `ALTER DATABASE ${after} WITH ALLOW_CONNECTIONS true`,
  ])
  const renewed = databaseAt(server, name)
  try {
    await execute(renewed.url, [emptied])
    return renewed
  } catch (error) {
    await renewed[Symbol.asyncDispose]() // con su nombre nuevo ya no la conoce nadie más
    throw error
  }
}

/** Como recién creada; si queda algo que no cuelga de ningún esquema, falla y no se aprovecha. */
const emptied = `
  DO $$
  DECLARE name text;
  BEGIN
    FOR name IN SELECT quote_ident(nspname) FROM pg_namespace
                WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' LOOP
      EXECUTE 'DROP SCHEMA ' || name || ' CASCADE';
    END LOOP;
    CREATE SCHEMA public AUTHORIZATION pg_database_owner;
    GRANT USAGE ON SCHEMA public TO PUBLIC;
    IF EXISTS (SELECT FROM pg_event_trigger) OR EXISTS (SELECT FROM pg_publication)
       OR EXISTS (SELECT FROM pg_largeobject_metadata)
       OR (SELECT count(*) FROM pg_extension) > 1 THEN
      RAISE EXCEPTION 'queda algo que no es de ningún esquema';
    END IF;
  END $$`

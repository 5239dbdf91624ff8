import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { EnvironmentError } from '../../workbench/services/environment-error.ts'
import { startService } from '../../workbench/services/start.ts'
import type { Bench, Measurement, Row } from './measurement.ts'
import { interleave, ratioOf, spreadOf } from './samples.ts'

const variants = [
  { service: 'redis', provider: 'native', name: 'Redis del sistema' },
  { service: 'redis', provider: 'embedded', name: 'Redis embebido' },
  { service: 'postgres', provider: 'embedded', name: 'Postgres embebido' },
] as const

/** De pedir el servicio a tener su URL: con la caché vacía, como el primer día, y con ella hecha. */
export async function measureServices(bench: Bench): Promise<Measurement> {
  const rows: Row[] = []
  for (const variant of variants) rows.push(await measureVariant(bench, variant))
  return {
    id: 'servicios',
    title: 'Tener un servicio listo',
    columns: ['en frío', 'en caliente'],
    rows,
  }
}

async function measureVariant(
  { env, quick, signal }: Bench,
  { service, provider, name }: (typeof variants)[number],
): Promise<Row> {
  await using acquired = new AsyncDisposableStack()
  const cache = await mkdtemp(join(tmpdir(), 'taller-bench-cache-'))
  const empty = () => rm(cache, { recursive: true, force: true })
  acquired.defer(empty)

  const start = async () => {
    signal.throwIfAborted()
    const started = performance.now()
    const server = await startService(service, {
      env: { ...env, TALLER_SERVICES: `${service}=${provider}` },
      cacheFolder: cache,
      signal,
    })
    const ms = performance.now() - started
    await server[Symbol.asyncDispose]()
    return ms
  }
  const cold = async () => {
    await empty()
    return start()
  }
  try {
    // El arranque en frío deja hecha la caché que usa el siguiente.
    const pairs = await interleave(cold, start, quick ? 3 : 7)
    return {
      name,
      subject: spreadOf(pairs.subject),
      baseline: spreadOf(pairs.baseline),
      ratio: ratioOf(pairs),
    }
  } catch (error) {
    // No tener un proveedor es lo normal; lo demás es un fallo y se ve.
    if (error instanceof EnvironmentError) return { name, note: `${error.what} · npm run doctor` }
    throw error
  }
}

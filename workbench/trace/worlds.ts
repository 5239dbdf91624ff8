import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { EnvironmentError } from '../services/environment-error.ts'
import { createDatabase } from '../services/database.ts'
import { createKeySpace } from '../services/key-space.ts'
import type { RunningService } from '../services/running-service.ts'
import { startPostgres, startRedis } from '../services/start.ts'
import type { Scenario, World } from './scenario.ts'

export type OpenWorld = World & AsyncDisposable

export interface Worlds extends AsyncDisposable {
  /** Se cumple si un servidor muere antes de tiempo. */
  readonly died: Promise<EnvironmentError>
  /** Un mundo recién hecho para un capítulo. */
  open(signal: AbortSignal): Promise<OpenWorld>
}

/** Los servidores se arrancan una vez; cada capítulo recibe un rincón vacío en ellos. */
export async function openWorlds(
  services: Scenario['services'],
  source: string,
  signal?: AbortSignal,
): Promise<Worlds> {
  await using acquired = new AsyncDisposableStack()
  const options = signal === undefined ? {} : { signal }
  const start = async (service: 'redis' | 'postgres') =>
    services.includes(service)
      ? acquired.use(await (service === 'redis' ? startRedis(options) : startPostgres(options)))
      : undefined
  const [redis, postgres] = [await start('redis'), await start('postgres')]

  const owned = acquired.move()
  return {
    died: Promise.race([redis, postgres].flatMap((each) => (each ? [each.died] : []))),
    open: (abandoned) => openWorld({ redis, postgres }, source, abandoned),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

type Servers = {
  readonly redis: RunningService | undefined
  readonly postgres: RunningService | undefined
}

/**
 * Un capítulo abandonado no siempre se entera a tiempo: lo que abre cuando lo suyo ya está cerrado se
 * suelta en el acto, y abrirlo falla.
 */
class ChapterResources extends AsyncDisposableStack {
  override defer(onDisposeAsync: () => void | PromiseLike<void>): void {
    if (this.disposed) void Promise.try(onDisposeAsync).catch(() => {}) // ya no hay a quién contarlo
    super.defer(onDisposeAsync)
  }
}

async function openWorld(
  { redis, postgres }: Servers,
  source: string,
  signal: AbortSignal,
): Promise<OpenWorld> {
  await using acquired = new AsyncDisposableStack()
  const keys = redis && acquired.use(await createKeySpace(redis.url))
  const database = postgres && acquired.use(await createDatabase(postgres.url))
  // Lo del capítulo se cierra antes que su rincón: al revés, se quedaría sin suelo.
  const resources = acquired.use(new ChapterResources())

  const owned = acquired.move()
  return {
    redisUrl: keys?.url ?? '',
    prefix: keys?.prefix ?? '',
    databaseUrl: database?.url ?? '',
    signal,
    resources,
    source,
    load: <Module>(file: string) =>
      import(pathToFileURL(join(source, file)).href) as Promise<Module>,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

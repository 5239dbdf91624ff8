import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'

import { expect, test, vi } from 'vitest'

import { openClient, openRedis } from '../../../../workbench/services/tests/clients.ts'
import { narrate } from '../../../../workbench/trace/narrate.ts'
import { playChapter } from '../../../../workbench/trace/play.ts'
import { parseRecording } from '../../../../workbench/trace/recording.ts'
import type { Chapter } from '../../../../workbench/trace/scenario.ts'
import { openWorlds, type OpenWorld, type Worlds } from '../../../../workbench/trace/worlds.ts'
import { loadScenario, scenarioSlugs } from '../../scenarios.ts'

vi.setConfig({ testTimeout: 120_000 }) // servidores de verdad, y cada capítulo cuatro veces

const root = resolve(import.meta.dirname, '../../../..')
const slugs = await scenarioSlugs()

test.for(slugs)('los capítulos de %s, dejados a medias, no dejan nada abierto', async (slug) => {
  const path = join(root, 'docs/traces', `${slug}.json`)
  const recorded = parseRecording(await readFile(path, 'utf8'), path)
  const { services, chapters } = await loadScenario(slug)
  await using worlds = await openWorlds(services, join(root, 'solutions', slug, 'src'))

  for (const [index, chapter] of chapters.entries()) {
    const { length } = recorded.chapters[index]!.events
    for (const stopAt of [0, 1, Math.ceil(length / 2), length]) {
      const place = `«${chapter.title}», en el suceso ${stopAt} de ${length}`
      const before = openHere()
      const { servers, reason } = await abandonAt(stopAt, chapter, worlds)

      expect(reason, place).toMatchObject({ message: 'Se ha dejado el capítulo.' })
      // Al otro lado de una conexión se sabe un instante después.
      await expect.poll(openHere, { message: place, timeout: 5_000 }).toEqual(before)
      await expect.poll(() => clientsOf(servers), { message: place, timeout: 5_000 }).toEqual([])
    }
  }
})

type Servers = Pick<OpenWorld, 'redisUrl' | 'databaseUrl'>

async function abandonAt(stopAt: number, chapter: Chapter, worlds: Worlds) {
  const leaving = new AbortController()
  let servers: Servers = { redisUrl: '', databaseUrl: '' }
  let told = 0
  const leave = () => leaving.abort(new Error('Se ha dejado el capítulo.'))
  const stage = narrate(() => {
    if (++told === stopAt) leave()
  })
  const watched: Worlds = {
    ...worlds,
    async open(signal) {
      const world = await worlds.open(signal)
      servers = world
      if (stopAt === 0) leave() // acaba de abrirse, y el capítulo aún no ha empezado
      return world
    },
  }
  const playing = playChapter(chapter, watched, stage, leaving.signal)
  const reason: unknown = await playing.then(
    () => 'acabó antes de que nadie lo dejara',
    (error: unknown) => error,
  )
  return { servers, reason }
}

/** Las conexiones que retienen a este proceso y sus procesos hijos, por su nombre. */
function openHere(): readonly string[] {
  const kinds = /^(?:TCP|Pipe|Process)/
  const resources = process.getActiveResourcesInfo().filter((kind) => kinds.test(kind))
  return [...resources, ...children()].toSorted()
}

/** Los que ha lanzado este hilo: en el mismo proceso, otros archivos de tests lanzan los suyos. */
function children(): readonly string[] {
  if (process.platform !== 'linux') return [] // solo ahí se puede leer; fuera quedan las conexiones
  const pids = readFileSync('/proc/thread-self/children', 'utf8').trim().split(' ')
  return pids.filter((pid) => pid !== '').map(nameOf)
}

function nameOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return '' // terminó mientras se miraba
  }
}

/** Quién sigue conectado a los servidores, además de quien lo pregunta. */
async function clientsOf({ redisUrl, databaseUrl }: Servers): Promise<readonly string[]> {
  const connected: string[] = []
  if (redisUrl !== '') {
    using redis = openRedis(redisUrl)
    const id = await redis.client.client('ID')
    const list = String(await redis.client.client('LIST'))
    const others = list.split('\n').filter((line) => line !== '' && !line.startsWith(`id=${id} `))
    connected.push(...others)
  }
  if (databaseUrl !== '') {
    const url = new URL(databaseUrl)
    const name = url.pathname.slice(1)
    url.pathname = '/postgres'
    await using client = await openClient(url.href)
    const { rows } = await client.pg.query<{ state: string }>(
      'SELECT state FROM pg_stat_activity WHERE datname = $1',
      [name],
    )
    connected.push(...rows.map(({ state }) => `${name}: ${state}`))
  }
  return connected
}

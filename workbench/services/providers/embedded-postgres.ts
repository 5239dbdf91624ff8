import { createHash, randomBytes } from 'node:crypto'
import { chownSync } from 'node:fs'
import { mkdir, realpath, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { captureCluster, readTemplate, unpackCluster, writeTemplate } from '../cluster-template.ts'
import type { GuardRequest } from '../guard-protocol.ts'
import { findPostgresBinaries, makeRunnable } from '../postgres-binaries.ts'
import type { PostgresBinaries } from '../postgres-binaries.ts'
import type { StartProvider } from '../provided-server.ts'
import { ServerExitedError, startOnFreePort, startServerProcess } from '../server-process.ts'
import { cannotPrepare } from '../service-trouble.ts'
import { explainDisk, openTempFolder, tempRootOf } from '../temp-folder.ts'
import { findUnprivilegedUser, isReachableByAnyone } from '../unprivileged-user.ts'
import type { SystemUser } from '../unprivileged-user.ts'

type Cluster = {
  readonly binaries: PostgresBinaries
  readonly user: SystemUser | undefined
  readonly folder: string
  readonly data: string
}

const initdbFlags = [
  '--username=postgres',
  '--encoding=UTF8',
  '--auth=scram-sha-256',
  '--wal-segsize=1',
  // El proveedor «builtin» da el mismo orden y las mismas mayúsculas en todas las máquinas.
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  '--locale=C',
  '--no-sync',
  '--no-instructions',
  '--set=timezone=UTC',
  '--set=log_timezone=UTC',
  // Así initdb no deja siete segmentos de diario reciclados, que doblarían la plantilla.
  '--set=min_wal_size=2MB',
  '--set=max_wal_size=2MB',
  // La contraseña ya es aleatoria y larga: 4096 vueltas solo retrasarían cada conexión.
  '--set=scram_iterations=1',
]

const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '32MB',
  io_method: 'sync',
  min_wal_size: '32MB',
  max_wal_size: '1GB',
  // Nada de esto sobrevive al servidor, así que no se paga por sobrevivir a un corte de luz.
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  // De serie supone un disco que gira: 4. Con ese precio, recorre una tabla entera de diez mil filas
  // antes que buscar cien por su clave; con el de un SSD hace lo que hará en producción.
  random_page_cost: '1.1',
  // De lo último que escriba, que se lea lo que importa: sin la hora, y sin los puntos de control a
  // los que obliga cada CREATE DATABASE.
  log_checkpoints: 'off',
  log_line_prefix: '',
}

/**
 * Los binarios que npm trae, gobernados por nosotros. La librería que los envuelve se cuelga
 * con el puerto ocupado, rechaza con `undefined` y deja huérfano al servidor tras un kill -9.
 */
export const startEmbeddedPostgres: StartProvider = async (request, signal) => {
  const found = await findPostgresBinaries()
  if (found === undefined) {
    return {
      kind: 'missing',
      why: `npm no instaló binarios de PostgreSQL para ${process.platform}-${process.arch}.`,
      remedies: [{ text: 'Instala de nuevo', command: 'npm ci' }],
    }
  }

  const root = tempRootOf(request.config.tempRoot)
  await using acquired = new AsyncDisposableStack()
  const { path: folder } = acquired.use(await openTempFolder('postgres', root, 60))
  try {
    const user = findUnprivilegedUser()
    if (user !== undefined) await demandReachable(root)
    const binaries = await makeRunnable(found, join(folder, 'binaries'), user)
    const cluster: Cluster = { binaries, user, folder, data: join(folder, 'data') }
    const password = await prepareCluster(cluster, request, signal)
    const { server, port } = await startOnFreePort(async (free) => ({
      port: free,
      server: await launch(cluster, free, signal),
    }))
    acquired.use(server)

    const owned = acquired.move()
    const version = /starting PostgreSQL (\S+)/.exec(server.greeting)?.[1] ?? 'desconocida'
    return {
      kind: 'server',
      url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
      version,
      label: `PostgreSQL ${version} embebido`,
      died: server.exited,
      [Symbol.asyncDispose]: () => owned.disposeAsync(),
    }
  } catch (error) {
    throw explain(root, error) ?? error
  }
}

/** Deja listo el clúster en su carpeta y devuelve la contraseña. */
async function prepareCluster(
  cluster: Cluster,
  request: GuardRequest,
  signal: AbortSignal,
): Promise<string> {
  const path = templatePath(request.cacheFolder, cluster.binaries)
  const template = readTemplate(path)
  signal.throwIfAborted()
  if (template !== undefined) {
    unpackCluster(template, cluster.data, cluster.user)
    return template.password
  }

  const password = randomBytes(18).toString('hex')
  await initialise(cluster, password, signal)
  try {
    await writeTemplate(path, captureCluster(cluster.data, password))
  } catch (error) {
    // Guardar la plantilla es un ahorro: si el proyecto es de solo lectura o no cabe, se sigue.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
  }
  return password
}

async function initialise(
  { binaries, user, folder, data }: Cluster,
  password: string,
  signal: AbortSignal,
): Promise<void> {
  const passwordFile = join(folder, 'password')
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  await mkdir(data, { mode: 0o700 })
  if (user !== undefined) {
    chownSync(passwordFile, user.uid, user.gid)
    chownSync(data, user.uid, user.gid)
  }
  await startServerProcess(
    {
      command: join(binaries.root, 'bin', 'initdb'),
      args: [...initdbFlags, `--pgdata=${data}`, `--pwfile=${passwordFile}`],
      // Con SIGINT termina el paso en curso y sale limpio; matarlo dejaría memoria compartida.
      stopWith: 'SIGINT',
      record: join(folder, 'server.json'),
      env: postgresEnvironment(),
      user,
    },
    AbortSignal.any([signal, AbortSignal.timeout(120_000)]),
  )
  await rm(passwordFile)
}

function launch({ binaries, user, folder, data }: Cluster, port: number, signal: AbortSignal) {
  // La memoria compartida, en archivos de su carpeta: se va con ella pase lo que pase.
  const shared = process.platform === 'win32' ? {} : { dynamic_shared_memory_type: 'mmap' }
  const options = Object.entries({ ...settings, ...shared })
  return startServerProcess(
    {
      command: join(binaries.root, 'bin', 'postgres'),
      args: ['-D', data, '-p', String(port), ...options.flatMap(([k, v]) => ['-c', `${k}=${v}`])],
      ready: /database system is ready to accept connections/,
      // Parada inmediata: no hay nada que guardar, y aun así suelta la memoria compartida.
      stopWith: 'SIGQUIT',
      record: join(folder, 'server.json'),
      env: postgresEnvironment(),
      user,
    },
    AbortSignal.any([signal, AbortSignal.timeout(60_000)]),
  )
}

/** Sin las PG… de la persona, que cambiarían el servidor, y con mensajes que se puedan leer. */
function postgresEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(?:PG|LC_|LANG)/.test(name))
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' }
}

function templatePath(cacheFolder: string, { packageVersion }: PostgresBinaries): string {
  const flags = createHash('sha256').update(initdbFlags.join('\n')).digest('hex').slice(0, 12)
  const machine = `${process.platform}-${process.arch}`
  return join(cacheFolder, `postgres-${packageVersion}-${machine}-${flags}.cluster`)
}

async function demandReachable(root: string): Promise<void> {
  if (await isReachableByAnyone(await realpath(root))) return
  throw cannotPrepare(
    'postgres',
    `Como root, PostgreSQL corre con el usuario «nobody», que no puede entrar en ${root}.`,
    [{ text: 'Elige una carpeta abierta', command: 'TALLER_TMP=/tmp npm test' }],
  )
}

function explain(root: string, error: unknown): Error | undefined {
  if (error instanceof ServerExitedError) {
    if (/No space left on device/i.test(error.output)) {
      return explainDisk('postgres', root, { code: 'ENOSPC' })
    }
    return cannotPrepare('postgres', `Terminó antes de atender:\n${error.output.trim()}`)
  }
  if ((error as Error).name === 'TimeoutError') {
    return cannotPrepare('postgres', 'No estuvo listo en el tiempo previsto.')
  }
  return explainDisk('postgres', root, error)
}

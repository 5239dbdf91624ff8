import { request } from 'node:http'

export type DockerAnswer = 'no-engine' | 'no-image' | 'ready'

/**
 * Pregunta barata, sin cargar Testcontainers: ¿hay motor, y tiene ya la imagen? Que conteste
 * no basta: un motor sin la imagen y sin red no puede arrancar nada.
 */
export async function askDocker(
  image: string,
  dockerHost: string | undefined,
): Promise<DockerAnswer> {
  const target = targetOf(dockerHost)
  if (target === undefined || (await statusOf(target, '/_ping')) !== 200) return 'no-engine'
  const path = `/images/${encodeURIComponent(image)}/json`
  return (await statusOf(target, path)) === 200 ? 'ready' : 'no-image'
}

type Target = { readonly socketPath: string } | { readonly host: string; readonly port: string }

function targetOf(dockerHost: string | undefined): Target | undefined {
  if (dockerHost === undefined || dockerHost === '') {
    const windows = process.platform === 'win32'
    return { socketPath: windows ? '//./pipe/docker_engine' : '/var/run/docker.sock' }
  }
  if (!URL.canParse(dockerHost)) return undefined
  const { protocol, pathname, hostname, port } = new URL(dockerHost)
  if (protocol === 'unix:' || protocol === 'npipe:') return { socketPath: pathname }
  return { host: hostname, port: port || '2375' }
}

function statusOf(target: Target, path: string): Promise<number | undefined> {
  const { promise, resolve } = Promise.withResolvers<number | undefined>()
  const asking = request({ ...target, path, timeout: 1_000 }, (response) => {
    response.resume()
    resolve(response.statusCode)
  })
  asking.on('error', () => resolve(undefined))
  asking.on('timeout', () => asking.destroy(new Error('Docker no contesta.')))
  asking.end()
  return promise
}

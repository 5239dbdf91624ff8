import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize } from 'node:path'
import { promisify } from 'node:util'
import { gzip as gzipCallback } from 'node:zlib'

const gzip = promisify(gzipCallback)

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.xml': 'application/xml',
}

/** Sirve el sitio construido, comprimido y bajo su base, como lo haría GitHub Pages. */
export async function serve(
  folder: string,
  base: string,
): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname)
    const inside = path.startsWith(base) ? normalize(path.slice(base.length)) : '..'
    const file = inside.endsWith('/') || inside === '.' ? join(inside, 'index.html') : inside
    const found = inside.startsWith('..')
      ? Promise.reject(new Error('fuera del sitio'))
      : compressed(join(folder, file))
    found.then(
      (body) => {
        response.writeHead(200, {
          'content-type': types[extname(file)] ?? 'application/octet-stream',
          'content-encoding': 'gzip',
          'cache-control': file.startsWith('assets/') ? 'max-age=600' : 'no-cache',
        })
        response.end(body)
      },
      () => response.writeHead(404).end(), // lo que no está lo nota quien lo pidió
    )
  })
  /** Comprimir cada vez lo mismo le quitaría tiempo al navegador que se está midiendo. */
  const bodies = new Map<string, Promise<Buffer>>()
  function compressed(path: string): Promise<Buffer> {
    const known = bodies.get(path) ?? readFile(path).then((body) => gzip(body))
    bodies.set(path, known)
    return known
  }

  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}${base}`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

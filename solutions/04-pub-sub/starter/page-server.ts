import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

const pages: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '/': ['page.html', 'text/html'],
  '/page.css': ['page.css', 'text/css'],
  '/page.js': ['page.js', 'text/javascript'],
}

const headers = {
  // Solo lo que sale de aquí: aunque algo se colara en la página, el navegador no lo ejecutaría.
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
}

/** Un servidor HTTP en un puerto libre, solo para esta máquina, que enseña la página. */
export async function startPageServer(): Promise<{ server: Server; origin: string }> {
  const server = createServer(({ url = '/' }, response) => {
    const [file, type] = pages[url.replace(/\?.*/, '')] ?? []
    if (!file) {
      response.writeHead(404).end()
      return
    }
    readFile(new URL(file, import.meta.url)).then(
      (body) =>
        response.writeHead(200, { ...headers, 'content-type': `${type}; charset=utf-8` }).end(body),
      () => response.writeHead(500).end(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { server, origin: `http://127.0.0.1:${port}` }
}

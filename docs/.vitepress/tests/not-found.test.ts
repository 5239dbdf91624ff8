import { expect, test } from 'vitest'

import { asNotFound } from '../not-found.ts'

const words = { title: 'Esta página no existe', linkLabel: 'Ir a la portada' }
const page =
  '<title>404 | Taller</title><meta name="description" content="Not Found"><div id="app"></div>'

test('la página 404 habla español, se lee sin JavaScript y no la guarda ningún buscador', () => {
  const html = asNotFound(page, words, '/taller/')

  expect(html).toContain('<title>Esta página no existe | Taller de eventos</title>')
  expect(html).toContain('<meta name="robots" content="noindex">')
  expect(html).toContain('<noscript><h1>Esta página no existe</h1>')
  expect(html).toContain('<a href="/taller/">Ir a la portada</a>')
  expect(html).not.toContain('Not Found')
})

test('si VitePress la escribe de otra manera, se sabe al construir', () => {
  expect(() => asNotFound('<title>404</title>', words, '/')).toThrow('ya no tiene')
})

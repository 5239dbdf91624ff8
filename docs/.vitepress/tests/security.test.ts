import { createHash } from 'node:crypto'

import { expect, test } from 'vitest'

import { foldTerm } from '../search.ts'
import { withContentSecurityPolicy } from '../security.ts'

test('cada script en línea se permite por su huella, y ninguno por las buenas', () => {
  const code = 'document.documentElement.classList.add("dark")'
  const page = `<head><meta charset="utf-8"><script>${code}</script><script src="/a.js"></script></head>`
  const secured = withContentSecurityPolicy(page)
  const hash = createHash('sha256').update(code).digest('base64')

  expect(secured).toContain(`script-src 'self' 'sha256-${hash}';`)
  expect(secured).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/)
  expect(secured.indexOf('Content-Security-Policy')).toBeLessThan(secured.indexOf('<script'))
})

test('una página sin el sitio donde va la política no se da por protegida', () => {
  expect(() => withContentSecurityPolicy('<head></head>')).toThrow('charset')
})

test('buscar sin tildes encuentra lo que las lleva, y la ñ sigue siendo otra letra', () => {
  expect(foldTerm('Suscripción')).toBe(foldTerm('suscripcion'))
  expect(foldTerm('año')).not.toBe(foldTerm('ano'))
})

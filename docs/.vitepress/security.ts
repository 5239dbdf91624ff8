import { createHash } from 'node:crypto'

const inlineScript = /<script\b(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g

/**
 * La política va en la propia página porque quien la sirve puede ser cualquiera. Los scripts en línea
 * que escribe VitePress se permiten por su huella, de uno en uno: ni `unsafe-inline` ni `unsafe-eval`.
 * Los estilos en línea sí hacen falta: el resaltado del código y los diagramas los usan.
 */
export function withContentSecurityPolicy(html: string): string {
  const hashes = [...html.matchAll(inlineScript)].map(
    ([, code = '']) => `'sha256-${createHash('sha256').update(code).digest('base64')}'`,
  )
  const policy = [
    "default-src 'self'",
    `script-src 'self' ${[...new Set(hashes)].join(' ')}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'none'",
  ].join('; ')
  const charset = /<meta charset="utf-8">/i
  if (!charset.test(html))
    throw new Error('La página no tiene <meta charset="utf-8">: no hay dónde poner la política.')
  // Justo detrás del charset: lo que venga antes de la política no la cumple.
  return html.replace(
    charset,
    `$&\n    <meta http-equiv="Content-Security-Policy" content="${policy}">`,
  )
}

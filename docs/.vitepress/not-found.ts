type Words = { readonly title: string; readonly linkLabel: string }

/**
 * La página que se sirve cuando no hay otra. VitePress la deja vacía y en inglés hasta que llega el
 * JavaScript: aquí dice lo suyo desde el principio, y a los buscadores, que no la guarden.
 */
export function asNotFound(html: string, { title, linkLabel }: Words, base: string): string {
  const changes: readonly (readonly [RegExp, string])[] = [
    [/<title>[^<]*<\/title>/, `<title>${title} | Taller de eventos</title>`],
    [
      /<meta name="description"[^>]*>/,
      `<meta name="description" content="${title}.">\n    <meta name="robots" content="noindex">`,
    ],
    [
      /<div id="app"><\/div>/,
      `$&\n    <noscript><h1>${title}</h1><p><a href="${base}">${linkLabel}</a></p></noscript>`,
    ],
  ]
  return changes.reduce((text, [pattern, replacement]) => {
    if (!pattern.test(text)) throw new Error(`La página 404 ya no tiene ${pattern.source}.`)
    return text.replace(pattern, replacement)
  }, html)
}

export type Located = { readonly text: string; readonly line: number }

export type Markdown = {
  /** Destinos de enlaces e imágenes, tal como están escritos. */
  readonly links: readonly Located[]
  /** Lo que va entre acentos graves. */
  readonly code: readonly Located[]
  /** Líneas de los bloques de órdenes (```sh). */
  readonly commands: readonly Located[]
  /** Anclas que GitHub pone a los títulos, más las escritas a mano. */
  readonly anchors: ReadonlySet<string>
}

const fence = /^\s*(?<mark>`{3,}|~{3,})\s*(?<language>[\w-]*)/
const inlineLink = /!?\[(?:[^\]\\]|\\.)*\]\(\s*<?([^)\s>]+)>?[^)]*\)/g
const definition = /^\s{0,3}\[[^\]]+\]:\s+<?([^\s>]+)/
const html = /<(?:a|img)\b[^>]*?\b(?:href|src)="([^"]+)"/g
const shells = new Set(['sh', 'bash', 'shell', 'console', 'powershell'])

export function parseMarkdown(source: string): Markdown {
  const links: Located[] = []
  const code: Located[] = []
  const commands: Located[] = []
  const slugs = new Slugs()
  const anchors = new Set<string>()
  let open: { mark: string; language: string } | undefined

  for (const [index, text] of source.split(/\r?\n/).entries()) {
    const line = index + 1
    const groups = fence.exec(text)?.groups
    if (open) {
      if (groups?.['mark']?.startsWith(open.mark)) open = undefined
      else if (shells.has(open.language)) commands.push({ text, line })
      continue
    }
    if (groups) {
      open = { mark: groups['mark'] ?? '', language: groups['language'] ?? '' }
      continue
    }
    const prose = text.replaceAll(/(`+)(.+?)\1/g, (_whole, _mark, inside: string) => {
      code.push({ text: inside.trim(), line })
      return ''
    })
    for (const pattern of [inlineLink, html]) {
      // Un enlace puede llevar código en su texto, así que se busca sin él.
      for (const [, target = ''] of prose.matchAll(pattern)) links.push({ text: target, line })
    }
    const [, defined] = definition.exec(prose) ?? []
    if (defined !== undefined) links.push({ text: defined, line })
    const [, heading] = /^\s{0,3}#{1,6}\s+(.+?)\s*#*\s*$/.exec(text) ?? []
    if (heading !== undefined) anchors.add(slugs.next(heading))
    for (const [, id = ''] of prose.matchAll(/\b(?:id|name)="([^"]+)"/g)) anchors.add(id)
  }
  return { links, code, commands, anchors }
}

/** El ancla que GitHub pone a un título: minúsculas con sus tildes, sin signos, guion por espacio. */
export function githubSlug(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{Letter}\p{Mark}\p{Number}\p{Connector_Punctuation} -]/gu, '')
    .trim()
    .replaceAll(' ', '-')
}

/** Como GitHub, que añade «-1» a un título repetido. */
class Slugs {
  readonly #used = new Map<string, number>()

  next(heading: string): string {
    const slug = githubSlug(
      heading.replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/<[^>]+>/g, ''),
    )
    const times = this.#used.get(slug) ?? 0
    this.#used.set(slug, times + 1)
    return times === 0 ? slug : `${slug}-${times}`
  }
}

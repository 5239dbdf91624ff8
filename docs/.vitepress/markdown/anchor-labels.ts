import type { MarkdownIt } from './markdown-it.ts'

const english = /^Permalink to “(.*)”$/s

/** El nombre del enlace que lleva cada título, que VitePress escribe en inglés y no deja cambiar. */
export function anchorLabelsPlugin(md: MarkdownIt): void {
  md.core.ruler.push('anchor-labels', ({ tokens }) => {
    const anchors = tokens
      .flatMap(({ children }) => children ?? [])
      .filter((token) => token.attrGet('class') === 'header-anchor')
    for (const anchor of anchors) {
      const title = english.exec(anchor.attrGet('aria-label') ?? '')?.[1]
      if (title === undefined)
        throw new Error('VitePress ya no nombra así los enlaces de un título.')
      anchor.attrSet('aria-label', `Enlace a «${title.replaceAll(/«|»/g, '')}»`)
    }
  })
}

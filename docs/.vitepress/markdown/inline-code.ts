import type { MarkdownIt } from './markdown-it.ts'

/** Sin esto, Vue evaluaría unas llaves dobles escritas entre acentos graves. */
export function inlineCodePlugin(md: MarkdownIt): void {
  const original = md.renderer.rules.code_inline
  if (original === undefined) throw new Error('markdown-it ya no pinta así el código en línea.')
  md.renderer.rules.code_inline = (...args) => original(...args).replace(/^<code/, '<code v-pre')
}

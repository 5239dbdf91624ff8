import { escapeHtml } from '../recording/html.ts'
import type { MarkdownIt } from './markdown-it.ts'

/** ```mermaid título="…" con `accTitle` y `accDescr`: sin ellos no hay alternativa que leer. */
export function diagramsPlugin(md: MarkdownIt): void {
  const original = md.renderer.rules.fence
  if (original === undefined) throw new Error('markdown-it ya no pinta así los bloques de código.')
  md.renderer.rules.fence = (tokens, index, options, env, self) => {
    const token = tokens[index]
    if (token === undefined || !/^mermaid\b/.test(token.info.trim())) {
      return original(tokens, index, options, env, self)
    }
    const { title, description } = alternativeOf(token.info, token.content)
    const code = encodeURIComponent(withoutAlternative(token.content))
    return (
      `<MermaidDiagram title="${escapeHtml(title)}" code="${code}">` +
      `<p>${escapeHtml(description)}</p></MermaidDiagram>\n`
    )
  }
}

function alternativeOf(info: string, code: string): { title: string; description: string } {
  const title = /título="([^"]+)"/.exec(info)?.[1]
  const description = /^\s*accDescr\s*:\s*(.+)$/m.exec(code)?.[1]
  if (title === undefined || description === undefined) {
    throw new Error(
      'Un diagrama necesita título y alternativa: ```mermaid título="Qué se ve" y, dentro, accDescr: …\n' +
        code.slice(0, 120),
    )
  }
  return { title, description }
}

// La alternativa ya está en la página, a la vista; dentro del SVG se leería dos veces.
function withoutAlternative(code: string): string {
  return code.replaceAll(/^\s*acc(?:Title|Descr)\s*:.*\n/gm, '')
}

import type { Recording } from '../../../workbench/trace/trace.ts'
import { framesOf } from './frames.ts'
import { escapeHtml } from './html.ts'
import { describe } from './prose.ts'

/** La grabación entera en texto: está en la página aunque el reproductor no llegue a arrancar. */
export function transcriptHtml({ chapters, actors }: Recording, only?: number): string {
  const shown = chapters
    .map((chapter, index) => ({ chapter, number: index + 1 }))
    .filter(({ number }) => only === undefined || number === only)
  return shown
    .map(({ chapter, number }) => {
      const items = framesOf(chapter, actors)
        .map((frame) => `<li>${escapeHtml(describe(frame, actors, chapter))}</li>`)
        .join('')
      const title = `<p><strong>${number} · ${escapeHtml(chapter.title)}</strong></p>`
      return `${title}<ol>${items}</ol>`
    })
    .join('')
}

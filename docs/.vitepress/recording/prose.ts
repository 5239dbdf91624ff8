import { actorNamer } from '../../../workbench/trace/actor-namer.ts'
import { cellText, type Row } from '../../../workbench/trace/table-changes.ts'
import type { Actor, ChapterTrace } from '../../../workbench/trace/trace.ts'
import { unreachableEvent } from '../../../workbench/trace/unreachable-event.ts'
import type { Frame } from './frames.ts'

/** Lo que se ve en un paso, dicho con palabras: para quien lo escucha y para quien lo lee. */
export function describe(frame: Frame, actors: readonly Actor[], chapter: ChapterTrace): string {
  const { event } = frame
  const name = actorNamer(actors)

  switch (event.kind) {
    case 'message': {
      const data = Object.entries(event.data ?? {}).map(([key, cell]) => `${key} ${cellText(cell)}`)
      const detail = data.length === 0 ? '' : ` (${data.join(', ')})`
      if (event.from === event.to) return `${name(event.from)}: ${event.label}${detail}`
      return `De ${name(event.from)} a ${name(event.to)}: ${event.label}${detail}`
    }
    case 'state':
      return `En ${place(name(event.actor), event.table.title)}: ${rowsText(frame)}`
    case 'bars':
      return `${event.title}: ${event.bars.map(({ label, nominalMs }) => `${label}, ${duration(nominalMs)}`).join('; ')}`
    case 'note':
      return event.text
    case 'fault':
      return `Fallo en ${name(event.actor)}: ${event.text}`
    case 'code':
      return `Se ejecuta «${event.region}», de ${event.file}`
    case 'answer': {
      const answer = chapter.question?.options[event.option] ?? ''
      return `La ejecución responde: ${answer}`
    }
    default:
      return unreachableEvent(event)
  }
}

/** Una tabla que se llama como quien la guarda se nombra una vez. */
function place(owner: string, title: string): string {
  return owner === title ? title : `${owner}, ${title}`
}

function rowsText(frame: Frame): string {
  const board = frame.boards.find(({ kind, fresh }) => kind === 'table' && fresh)
  if (board?.kind !== 'table' || board.rows.length === 0) return 'no hay ninguna fila'
  const news = board.rows.filter(
    ({ change, cells }) => change !== 'none' || cells.some(({ changed }) => changed),
  )
  // De una tabla que ya se conoce basta con decir lo que cambia.
  if (board.seen && news.length === 0) return 'todo sigue igual'
  return (board.seen ? news : board.rows).map((row) => rowText(row, board.columns)).join('; ')
}

function rowText({ cells, change }: Row, columns: readonly string[]): string {
  const marked = change === 'none' && cells.some(({ changed }) => changed)
  const text = cells
    .map(({ text, changed }, index) => {
      const said = `${columns[index]} ${text === '' ? 'vacío' : text}`
      return marked && changed ? `ahora ${said}` : said
    })
    .join(', ')
  if (change === 'added') return `fila nueva, ${text}`
  return change === 'removed' ? `fila borrada, ${text}` : text
}

export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  return `${(ms / 1000).toLocaleString('es', { maximumFractionDigits: 1 })} s`
}

import { parseRecording } from '../../trace/recording.ts'
import type { Recording } from '../../trace/trace.ts'
import type { Rule } from '../linted-course.ts'

const component = /<(?<name>TracePlayer|Predict)\s(?<attributes>[^>]*)>/g

/** Una página que enseña una traza o hace una pregunta tiene la ejecución que la contesta. */
export const recordedTraces: Rule = async ({ files, read }) => {
  const known = new Set(files)
  const pages = files.filter((file) => /^docs\/.+\.md$/.test(file))
  const faults = await Promise.all(
    pages.map(async (page) => {
      const uses = [...(await read(page)).matchAll(component)]
      const found = await Promise.all(
        uses.map(async ({ 0: text, groups = {} }) => {
          const attributes = groups['attributes'] ?? ''
          const lesson = /\blesson="([^"]+)"/.exec(attributes)?.[1] ?? ''
          const chapter = /\bchapter="(\d+)"/.exec(attributes)?.[1]
          const path = `docs/traces/${lesson}.json`
          const where = `${page} → ${text}`
          if (!known.has(path)) {
            return [
              { where, what: `no hay ninguna grabación en ${path}. Hazla con npm run traces.` },
            ]
          }
          const recording = parseRecording(await read(path), path)
          const what = chapterFault(recording, groups['name'] ?? '', chapter)
          return what === undefined ? [] : [{ where, what }]
        }),
      )
      return found.flat()
    }),
  )
  return faults.flat()
}

function chapterFault(
  { lesson, chapters }: Recording,
  component: string,
  number: string | undefined,
): string | undefined {
  if (number === undefined) {
    return component === 'Predict' ? 'una pregunta necesita decir de qué capítulo es.' : undefined
  }
  const chapter = chapters[Number(number) - 1]
  if (chapter === undefined) {
    return `la grabación de ${lesson} no tiene capítulo ${number}: van del 1 al ${chapters.length}.`
  }
  if (component !== 'Predict') return undefined
  if (chapter.question === undefined) {
    return `el capítulo ${number} de ${lesson}, «${chapter.title}», no hace ninguna pregunta.`
  }
  const answers = chapter.events.filter(({ kind }) => kind === 'answer').length
  return answers === 1
    ? undefined
    : `la ejecución del capítulo ${number} de ${lesson} contesta ${answers} veces a su pregunta.`
}

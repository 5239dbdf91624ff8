import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { parseRecording } from '../../../workbench/trace/recording.ts'
import type { Recording } from '../../../workbench/trace/trace.ts'
import { escapeHtml } from '../recording/html.ts'
import { transcriptHtml } from '../recording/transcript.ts'
import type { MarkdownIt } from './markdown-it.ts'

const component = /^<(?<name>TracePlayer|Predict)\s(?<attributes>[^>]*?)\s*\/>\s*$/

/**
 * Al construir, a cada reproductor se le pone dentro su versión en texto, y a cada pregunta su enunciado:
 * lo que se lee sin JavaScript no puede depender de que algo se cargue después.
 */
export function tracesPlugin(md: MarkdownIt, docs: string): void {
  md.core.ruler.push('traces', (state) => {
    for (const token of state.tokens) {
      const groups = token.type.startsWith('html_')
        ? component.exec(token.content.trim())?.groups
        : undefined
      if (groups === undefined) continue
      const attributes = groups['attributes'] ?? ''
      const lesson = /\blesson="([\w-]+)"/.exec(attributes)?.[1] ?? ''
      const chapter = Number(/\bchapter="(\d+)"/.exec(attributes)?.[1] ?? Number.NaN)
      const path = join(docs, 'traces', `${lesson}.json`)
      if (!existsSync(path)) {
        token.content = notRecorded(lesson)
        continue
      }
      const recording = parseRecording(readFileSync(path, 'utf8'), path)
      const env = state.env as { includes?: string[] }
      env.includes?.push(path) // al grabar otra vez, la página abierta se refresca
      token.content =
        groups['name'] === 'TracePlayer'
          ? player(recording, attributes)
          : prediction(recording, attributes, chapter, path)
    }
  })
}

function notRecorded(lesson: string): string {
  return `<p class="trace-missing">La traza de <code>${escapeHtml(lesson)}</code> aún no está grabada.</p>\n`
}

function player(recording: Recording, attributes: string): string {
  return (
    `<TracePlayer ${attributes} title="${escapeHtml(recording.title)}">` +
    `<details class="trace-text"><summary>La traza entera, en texto</summary>${transcriptHtml(recording)}</details>` +
    `</TracePlayer>\n`
  )
}

function prediction(
  recording: Recording,
  attributes: string,
  number: number,
  path: string,
): string {
  const chapter = recording.chapters[number - 1]
  const question = chapter?.question
  if (chapter === undefined || question === undefined) {
    throw new Error(`${path} no tiene ninguna pregunta en el capítulo ${number}.`)
  }
  const asked = escapeHtml(JSON.stringify({ ask: question.ask, options: question.options }))
  return (
    `<Predict ${attributes} title="${escapeHtml(chapter.title)}" :question="${asked}">` +
    `<details class="trace-text"><summary>La respuesta, en texto</summary>` +
    `<p>${escapeHtml(question.because)}</p>${transcriptHtml(recording, number)}</details>` +
    `</Predict>\n`
  )
}

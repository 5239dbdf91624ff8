import { wrap } from '../terminal/wrap.ts'
import type { Command, CommandEntry } from './command.ts'
import { helpOption } from './parse.ts'

export function commandHelp(name: string, command: Command): string {
  const options = Object.entries({ ...command.options, help: helpOption }).map(
    ([key, { short, type, value, help }]) => {
      const flags = short === undefined ? `--${key}` : `-${short}, --${key}`
      return [type === 'string' ? `${flags} <${value ?? 'valor'}>` : flags, help] as const
    },
  )
  const width = Math.max(...options.map(([flags]) => flags.length))
  return [
    '',
    `  ${name} · ${command.summary}`,
    '',
    `  Se usa así   ${command.usage}`,
    ...(command.details === undefined ? [] : ['', paragraphs(command.details)]),
    '',
    ...options.map(([flags, help]) => `    ${flags.padEnd(width)}   ${help}`),
    '',
  ].join('\n')
}

export function courseHelp(commands: ReadonlyMap<string, CommandEntry>): string {
  const entries = [...commands.values()]
  const width = Math.max(...entries.map(({ typed }) => typed.length))
  return [
    '',
    '  Taller de eventos · órdenes',
    '',
    ...entries.filter(({ forAuthors }) => !forAuthors).map((entry) => helpRow(entry, width)),
    '',
    '  Para quien escribe el taller',
    '',
    ...entries.filter(({ forAuthors }) => forAuthors).map((entry) => helpRow(entry, width)),
    '',
    '  Cada una se explica con --help:   npm run reset -- --help',
    '',
  ].join('\n')
}

function helpRow({ typed, summary }: CommandEntry, width: number): string {
  const indent = ' '.repeat(4 + width + 3)
  return `    ${typed.padEnd(width)}   ${wrap(summary, { width: 80, indent }).trimStart()}`
}

/** Los saltos sueltos son de quien escribe el código; en pantalla manda el ancho. */
function paragraphs(text: string): string {
  return text
    .split('\n\n')
    .map((paragraph) => wrap(paragraph.replaceAll('\n', ' '), { indent: '  ' }))
    .join('\n\n')
}

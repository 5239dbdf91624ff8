import { wrap } from '../course/wrap.ts'
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
  const width = Math.max(...[...commands.keys()].map((name) => name.length))
  return [
    '',
    '  Taller de eventos · órdenes',
    '',
    ...[...commands].map(([name, { summary }]) => `    ${name.padEnd(width)}   ${summary}`),
    '',
    '  Se teclean con npm:    npm run lista     npm run pista -- 02.3',
    '  Cada una se explica:   npm run reset -- --help',
    '',
  ].join('\n')
}

/** Los saltos sueltos son de quien escribe el código; en pantalla manda el ancho. */
function paragraphs(text: string): string {
  return text
    .split('\n\n')
    .map((paragraph) => wrap(paragraph.replaceAll('\n', ' '), { indent: '  ' }))
    .join('\n\n')
}

import { parseArgs } from 'node:util'

import { didYouMean } from '../course/closest.ts'
import { UsageError } from '../services/usage-error.ts'
import type { Args, Command, Option } from './command.ts'

/** Toda orden responde a `--help`; no hace falta que lo declare. */
export const helpOption: Option = { type: 'boolean', short: 'h', help: 'esta ayuda' }

/**
 * Los argumentos de una orden. Node los separa; las faltas las decimos nosotros, porque las suyas
 * están en inglés y hablan a quien programa.
 */
export function parseCommandLine(name: string, argv: readonly string[], command: Command): Args {
  const options: Readonly<Record<string, Option>> = { ...command.options, help: helpOption }
  const { tokens } = parseArgs({
    args: [...argv],
    options: nodeOptions(options),
    strict: false,
    tokens: true,
  })

  const positionals: string[] = []
  const values: Record<string, string | boolean> = {}
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind === 'option') {
      values[token.name] = optionValue(name, token, options)
    }
  }

  if (values['help'] !== true && positionals.length > command.maxPositionals) {
    const extra = positionals[command.maxPositionals]
    throw new UsageError(`Sobra «${extra}». Se usa así: ${command.usage}`)
  }
  return { positionals, values }
}

type OptionToken = { name: string; rawName: string; value?: string | undefined }

function optionValue(
  name: string,
  { name: key, rawName, value }: OptionToken,
  options: Readonly<Record<string, Option>>,
): string | boolean {
  // `Object.hasOwn`: «--constructor» no es una opción, aunque todo objeto tenga uno.
  const option = Object.hasOwn(options, key) ? options[key] : undefined
  if (option === undefined) {
    const hint = didYouMean(
      rawName,
      Object.keys(options).map((known) => `--${known}`),
    )
    const rest = hint === '' ? ` Opciones: npm run ${name} -- --help` : hint
    throw new UsageError(`«${name}» no tiene la opción «${rawName}».${rest}`)
  }
  if (option.type === 'string') {
    if (value !== undefined && value !== '') return value
    throw new UsageError(
      `A «${rawName}» le falta el valor: ${rawName} <${option.value ?? 'valor'}>`,
    )
  }
  if (value === undefined) return true
  throw new UsageError(`«${rawName}» no lleva valor; llegó «${value}».`)
}

function nodeOptions(options: Readonly<Record<string, Option>>) {
  return Object.fromEntries(
    Object.entries(options).map(([key, { type, short }]) => [
      key,
      short === undefined ? { type } : { type, short },
    ]),
  )
}

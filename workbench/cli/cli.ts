import { didYouMean } from '../course/closest.ts'
import { MalformedLessonError } from '../course/malformed-lesson-error.ts'
import { UsageError } from '../course/usage-error.ts'
import type { CommandEntry, Io } from './command.ts'
import { courseCommands } from './commands.ts'
import { commandHelp } from './help.ts'
import { parseCommandLine } from './parse.ts'

/** El único lugar que imprime errores y elige el código de salida. */
export async function run(
  argv: readonly string[],
  io: Io,
  commands: ReadonlyMap<string, CommandEntry> = courseCommands,
): Promise<number> {
  const [name = 'ayuda', ...args] = argv
  try {
    return await dispatch(wantsHelp(name) ? 'ayuda' : name, args, io, commands)
  } catch (error) {
    if (error instanceof UsageError || error instanceof MalformedLessonError) {
      io.err(error.message)
      return 2
    }
    if (isEnvironmentError(error)) {
      io.err(error.message)
      return 3
    }
    io.err(unexpected(error))
    return 3 // nunca 1: «pendiente» culparía al código de quien aprende de un fallo nuestro
  }
}

async function dispatch(
  name: string,
  args: readonly string[],
  io: Io,
  commands: ReadonlyMap<string, CommandEntry>,
): Promise<number> {
  const entry = commands.get(name)
  if (entry === undefined) {
    throw new UsageError(
      `No existe la orden «${name}».${didYouMean(name, commands.keys())}\n` +
        `  Órdenes: ${[...commands.keys()].join(', ')}.\n` +
        `  Qué hace cada una: npm run ayuda`,
    )
  }
  const command = await entry.load()
  const parsed = parseCommandLine(name, args, command)
  if (parsed.values['help'] === true) {
    io.out(commandHelp(name, command))
    return 0
  }
  return command.run(parsed, io)
}

function wantsHelp(name: string): boolean {
  return name === '--help' || name === '-h'
}

// Por el nombre y no por la clase: así una orden que no usa servicios no los carga.
function isEnvironmentError(error: unknown): error is Error {
  return error instanceof Error && error.name === 'EnvironmentError'
}

function unexpected(error: unknown): string {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `Esto es un fallo del taller, no de tu código.\n\n${trace}`
}

import { didYouMean } from '../course/closest.ts'
import { wrap } from '../terminal/wrap.ts'
import { isEnvironmentTrouble } from '../services/environment-error.ts'
import { UsageError } from '../services/usage-error.ts'
import type { CommandEntry, Io } from './command.ts'
import { courseCommands } from './commands.ts'
import { commandHelp } from './help.ts'
import { parseCommandLine } from './parse.ts'
import { environmentScreen } from './trouble.ts'

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
    const { code, text } = explain(error)
    io.err(text)
    return code
  }
}

/** Errores cuyo mensaje ya lo dice todo, y el código de salida de cada uno. */
const knownCodes: ReadonlyMap<string, number> = new Map([
  ['USAGE', 2],
  ['MALFORMED_LESSON', 2],
  ['SNAPSHOT_MISMATCH', 2],
  ['LOCK_BUSY', 3],
])

// Por el código y no por la clase: así no hay que cargar los servicios para reconocer su error,
// y se reconoce también el que llega de otro proceso.
function explain(error: unknown): { readonly code: number; readonly text: string } {
  if (isEnvironmentTrouble(error)) return { code: 3, text: environmentScreen(error) }
  if (error instanceof Error) {
    const { code } = error as NodeJS.ErrnoException
    const known = code === undefined ? undefined : knownCodes.get(code)
    if (known !== undefined) return { code: known, text: error.message }
  }
  // Nunca 1: «pendiente» culparía al código de quien aprende de un fallo nuestro.
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { code: 3, text: `Esto es un fallo del taller, no de tu código.\n\n${trace}` }
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
        `${wrap(`Órdenes: ${[...commands.keys()].join(', ')}.`, { indent: '  ' })}\n` +
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

import type { Command } from './command.ts'
import { courseHelp } from './help.ts'

export const command: Command = {
  summary: 'esta lista',
  usage: 'npm run ayuda',
  options: {},
  maxPositionals: Infinity,
  async run(_args, io) {
    // Aquí y no arriba: la tabla de órdenes nos nombra, y arriba sería un ciclo.
    const { courseCommands } = await import('./commands.ts')
    io.out(courseHelp(courseCommands))
    return 0
  },
}

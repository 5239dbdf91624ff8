import { run } from './cli.ts'
import { processIo } from './process-io.ts'

// Quien nos relanzó con la Node del taller puede morir con `kill -9`: el canal se cierra y
// terminamos con él. Sin `unref`, escuchar ese cierre bastaría para no terminar nunca.
if (process.connected) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  process.channel?.unref()
}

process.exitCode = await run(process.argv.slice(2), processIo())

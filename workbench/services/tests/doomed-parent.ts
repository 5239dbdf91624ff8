import { startService } from '../start.ts'
import type { ServiceName } from '../config.ts'

// Un programa que arranca un servicio y se queda: los tests lo matan de varias maneras.
const [service, cacheFolder] = process.argv.slice(2)
if (service === undefined || cacheFolder === undefined) throw new TypeError('Faltan argumentos.')

process.stdout.write('arrancando\n')
const running = await startService(service as ServiceName, { cacheFolder })
process.stdout.write(`${running.url}\n`)
setInterval(() => {}, 60_000)

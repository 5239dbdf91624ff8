import { flushCompileCache } from 'node:module'

import { runGuard } from './guard-process.ts'

await runGuard()
// Aquí ya está todo soltado y dicho. Lo que queda es irse sin falta, que es lo que un guardián
// promete: un asidero olvidado por una librería lo dejaría para siempre, y `process.exit()` también
// puede no volver si V8 está compilando en otro hilo (nodejs/node#54918). De esto no hay vuelta.
flushCompileCache() // Node la escribe en el final al que no se va a llegar
process.kill(process.pid, 'SIGKILL')

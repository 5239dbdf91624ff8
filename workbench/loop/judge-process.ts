import { WarmJudge } from '../testing/warm-judge.ts'
import type { FromJudge, ToJudge } from './judge-protocol.ts'

// El proceso que carga el código de quien aprende. Si se cuelga o muere, la pantalla arranca otro.

// Sin la pantalla no hay a quién contestar, y un hilo en un bucle sin fin no dejaría terminar.
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'))

const judge = await WarmJudge.open(process.argv[2]!)
let current: Promise<void> = Promise.resolve()
let latest = 0

process.on('message', (request: ToJudge) => {
  latest = request.id
  const previous = current
  const cancelled = judge.cancel()
  current = (async () => {
    await Promise.all([cancelled, previous])
    // Llegó otra mientras tanto: esta ya no le interesa a nadie.
    if (request.id !== latest) return
    send({ type: 'started', id: request.id })
    const verdict = await judge.judge(request.lesson, request.steps, request.servicesAddress)
    send({ type: 'verdict', id: request.id, verdict, rss: process.memoryUsage.rss() })
  })()
})

send({ type: 'ready' })

function send(message: FromJudge): void {
  process.send?.(message)
}

import { runGuard } from './guard-process.ts'

await runGuard()
// Aquí ya está todo soltado. Un asidero olvidado por una librería dejaría este proceso para
// siempre, que es justo lo que un guardián promete que no pasa.
// oxlint-disable-next-line unicorn/no-process-exit
process.exit()

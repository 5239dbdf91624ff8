/** Lo que se deja para acabar por las buenas. */
const graceMs = 300

/**
 * El proceso acaba pronto con `code`, quede lo que quede abierto. Solo después de un servidor muerto y
 * con todo ya dicho y devuelto: `close()` de un worker de BullMQ no vuelve sin Redis
 * (taskforcesh/bullmq#4656), y las conexiones que deja retendrían la terminal para siempre.
 */
export function endSoon(code: number): void {
  process.exitCode = code
  // Sin retener a nadie: si no queda nada abierto, el proceso se va antes y por su pie.
  setTimeout(() => process.exit(code), graceMs).unref()
}

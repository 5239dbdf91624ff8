import type { EmailWorld } from './email-world.ts'
import { count } from './in-words.ts'
import { eventually, steady } from './job-watch.ts'

/** Lecturas seguidas con menos trabajos que antes tras las que se acepta que alguno se borró. */
const goneAfter = 6

/** Espera a que no haya nada en marcha, y dice cuántos trabajos hay en cada estado. */
export async function whenIdle(world: EmailWorld) {
  let fewer = 0
  return eventually(
    () =>
      steady(async () => {
        const counts = await world.counts('active', 'waiting', 'delayed', 'failed', 'completed')
        world.mostJobs = Math.max(world.mostJobs, total(counts))
        return counts
      }, 10),
    // En el Redis embebido un script no es atómico: mientras pasa un trabajo de una lista a otra, no está
    // en ninguna, y parece que no hay nada en marcha.
    (counts) => {
      fewer = total(counts) < world.mostJobs ? fewer + 1 : 0
      return counts.active + counts.waiting === 0 && (fewer === 0 || fewer >= goneAfter)
    },
    ({ active, waiting }) =>
      active > 0
        ? {
            happened: `El intento no terminó: ${count(active, 'trabajo siguió activo', 'trabajos siguieron activos')}.`,
            expected: 'que cada intento termine, bien o mal, cuando el mailer contesta.',
            evidence: [['activos', String(active)]],
            at: 'sendEmail',
            why: 'un trabajo activo que nadie atiende ocupa para siempre un hueco del worker.',
          }
        : {
            happened: `El worker dejó ${count(waiting, 'trabajo', 'trabajos')} sin tomar, y ninguno activo.`,
            expected: 'que siga tomando trabajos mientras no se le pida que se apague.',
            evidence: [['en espera', String(waiting)]],
            at: 'startEmailWorker',
            why: 'un trabajo que nadie toma es un correo que no sale, sin ningún error a la vista.',
          },
  )
}

/**
 * Lo que ya consta en Redis, el worker puede no haberlo oído. Espera a que sí, con un límite, contado en
 * viajes: si no va a oírlo, lo dirá lo que se compruebe después.
 */
export async function heard(world: EmailWorld, enough: () => boolean): Promise<void> {
  for (let trip = 0; trip < 300 && !enough(); trip++) await world.sent()
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, each) => sum + each, 0)
}

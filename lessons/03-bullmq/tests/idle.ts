import type { EmailWorld } from './email-world.ts'
import { count } from './in-words.ts'
import { eventually, steady } from './job-watch.ts'

/** Espera a que no haya nada en marcha, y dice cuántos trabajos hay en cada estado. */
export async function whenIdle(world: EmailWorld) {
  return eventually(
    // En el Redis embebido una cuenta puede pillar un trabajo entre dos listas: se repite.
    () => steady(() => world.counts('active', 'waiting', 'delayed', 'failed', 'completed'), 10),
    ({ active, waiting }) => active + waiting === 0,
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

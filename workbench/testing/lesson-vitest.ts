import { availableParallelism } from 'node:os'

import { createVitest, type Vitest } from 'vitest/node'

import type { Collector } from './collector.ts'
import { StepOrder } from './step-order.ts'
import { TEST_TIMEOUT_MS } from './verdicts.ts'

type LessonVitest = {
  readonly include: readonly string[]
  readonly collector: Collector
  readonly servicesAddress?: string | undefined
}

/** El Vitest que juzga lecciones: el mismo en un proceso nuevo y en el que se queda en caliente. */
export function openLessonVitest(
  root: string,
  { include, collector, servicesAddress }: LessonVitest,
): Promise<Vitest> {
  return createVitest({
    root,
    config: false,
    watch: false,
    // La caché de módulos en el disco lee un archivo para saber con qué nombre lo guarda y otra vez
    // para transformarlo: si se guarda entre medias, lo nuevo queda con el nombre de lo viejo, y a
    // quien vuelva a lo viejo se le juzgaría por lo otro. Y una lectura atrasada de ella repone lo
    // que ya se había olvidado.
    fsModuleCache: false,
    pool: 'threads',
    include: [...include],
    maxWorkers: availableParallelism(), // Vitest deja un núcleo libre; aquí nadie más trabaja
    testTimeout: TEST_TIMEOUT_MS,
    sequence: { sequencer: StepOrder },
    reporters: [collector],
    provide: { servicesAddress },
  })
}

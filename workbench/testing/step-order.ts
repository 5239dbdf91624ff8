import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Los tests, en el orden de los pasos. Vitest empieza por los que más tardaron, y entonces un bucle
 * sin fin deja sin mirar pasos anteriores al que se señala: no se sabría cuál es el primero roto.
 *
 * El más largo, eso sí, va el segundo: al final haría esperar a todos. Aunque se quede con un hilo
 * para siempre, los demás siguen en orden; con un solo hilo no lo hay, y espera su turno.
 */
export class StepOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- no es el de una lista, es el de Vitest
    const [longest] = await super.sort(files)
    const [first, ...rest] = files.toSorted((a, b) => inStepOrder(a.moduleId, b.moduleId))
    if (first === undefined || longest === undefined) return files
    if (longest === first || this.ctx.config.maxWorkers === 1) return [first, ...rest]
    return [first, longest, ...rest.filter((file) => file !== longest)]
  }
}

/** El nombre de cada archivo de tests empieza por el número de su paso. */
function inStepOrder(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}

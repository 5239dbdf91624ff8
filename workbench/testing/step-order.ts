import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Los tests, en el orden de los pasos. Vitest empieza por los que más tardaron, y entonces un bucle
 * sin fin deja sin mirar pasos anteriores al que se señala: no se sabría cuál es el primero roto.
 */
export class StepOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.toSorted((a, b) => inStepOrder(a.moduleId, b.moduleId))
  }
}

/** El nombre de cada archivo de tests empieza por el número de su paso. */
function inStepOrder(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true })
}

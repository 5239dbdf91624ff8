import type { TestSequencer, TestSequencerConstructor, TestSpecification } from 'vitest/node'

/**
 * Lo que más tarda, primero: un candidato largo que empieza el último deja un núcleo sin trabajo. Lo
 * que no tiene peso, al final.
 */
export function longestFirst(weights: ReadonlyMap<string, number>): TestSequencerConstructor {
  const weightOf = ({ moduleId }: TestSpecification) => weights.get(moduleId) ?? 0
  return class implements TestSequencer {
    async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
      return files.toSorted((a, b) => weightOf(b) - weightOf(a))
    }

    async shard(files: TestSpecification[]): Promise<TestSpecification[]> {
      return files
    }
  }
}

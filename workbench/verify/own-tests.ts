import type { TestModule } from 'vitest/node'

/** Los tests de la propia herramienta que caben en `npm test`, y los que son para `.ci/run`. */
export const ownTestsProject = {
  test: {
    name: 'taller',
    include: [
      'workbench/*/tests/*.test.ts',
      'scripts/*/tests/*.test.ts',
      'docs/.vitepress/**/tests/*.test.ts',
    ],
    testTimeout: 60_000,
    // Ninguno deja rastro en el proceso, y cargar la herramienta para cada archivo es la mitad del tiempo.
    isolate: false,
  },
}

/** Lo que arranca procesos, los mata o juzga cursos enteros. */
export const slowTestsProject = {
  test: {
    name: 'lento',
    include: ['workbench/*/tests/slow/*.test.ts', 'scripts/*/tests/slow/*.test.ts'],
    testTimeout: 120_000,
  },
}

export type OwnTests = {
  readonly passed: number
  readonly skipped: readonly { readonly name: string; readonly why: string }[]
  readonly failures: readonly { readonly name: string; readonly text: string }[]
}

/** Lo que dicen los tests de la herramienta. Nada se salta sin su motivo. */
export function ownTestsReport(modules: readonly TestModule[]): OwnTests {
  const failures: { name: string; text: string }[] = []
  const skipped: { name: string; why: string }[] = []
  let passed = 0
  for (const module of modules) {
    for (const error of module.errors()) {
      failures.push({ name: module.relativeModuleId, text: error.stack ?? error.message })
    }
    for (const test of module.children.allTests()) {
      const result = test.result()
      if (result.state === 'passed') passed++
      if (result.state === 'skipped') skipped.push(skippedTest(test.fullName, result.note))
      if (result.state === 'failed') {
        const [error] = result.errors
        failures.push({
          name: `${module.relativeModuleId} > ${test.fullName}`,
          text: error?.stack ?? error?.message ?? '',
        })
      }
    }
  }
  for (const { name, why } of skipped) {
    if (why === '') failures.push({ name, text: 'Se salta sin decir por qué: usa skip(motivo).' })
  }
  return { passed, skipped, failures }
}

/** El motivo se da con `skip(motivo)` o, si se salta un grupo, en su título: «… · omitido: motivo». */
function skippedTest(name: string, note: string | undefined): { name: string; why: string } {
  const [, group, why] = /^(.*?) · omitido: (.*?)(?: > |$)/.exec(name) ?? []
  return { name: group ?? name, why: note ?? why ?? '' }
}

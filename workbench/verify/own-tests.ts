import type { TestModule } from 'vitest/node'

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
      if (result.state === 'skipped') skipped.push({ name: test.fullName, why: result.note ?? '' })
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

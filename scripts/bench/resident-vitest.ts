import { watch } from 'node:fs'

import { createVitest } from 'vitest/node'

// Lo mínimo con que comparar el bucle: un Vitest caliente que repite un archivo de tests cuando otro
// cambia. Sin nuestras palabras, sin pantalla y sin nadie que lo cuide.

const [root = '', test = '', source = ''] = process.argv.slice(2)
const vitest = await createVitest({
  ...{ root, config: false, watch: false, pool: 'threads' },
  include: ['lessons/*/tests/*.test.ts'],
  globalSetup: ['workbench/testing/global-setup.ts'],
  reporters: [{}],
})
const specification = vitest.getRootProject().createSpecification(test)

async function run(): Promise<void> {
  vitest.invalidateFile(source)
  const { testModules } = await vitest.runTestSpecifications([specification])
  process.send?.({ passed: testModules.every((module) => module.ok()) })
}

await run()
let soon: NodeJS.Timeout | undefined
watch(source, () => {
  clearTimeout(soon)
  soon = setTimeout(() => void run(), 30) // la misma espera que el bucle
})
process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'))

import { defineConfig } from 'vitest/config'

import { ownTests, slowTests } from './workbench/verify/own-tests.ts'

export default defineConfig({
  test: {
    // Hilos: un archivo de tests arranca en la mitad de tiempo que con procesos.
    pool: 'threads',
    globalSetup: ['workbench/testing/global-setup.ts'],
    projects: [
      {
        test: {
          name: 'lecciones',
          include: ['lessons/*/tests/*.test.ts'],
          // Aquí el primer test que pide un servicio espera a que arranque.
          testTimeout: 30_000,
        },
      },
      { test: { name: 'taller', include: ownTests, testTimeout: 60_000 } },
      // Lo que arranca procesos, los mata o juzga cursos enteros: lo pasa .ci/run.
      { test: { name: 'lento', include: slowTests, testTimeout: 120_000 } },
    ],
  },
})

import { defineConfig } from 'vitest/config'

import { ownTestsProject, slowTestsProject } from './workbench/verify/own-tests.ts'

export default defineConfig({
  test: {
    // Hilos: un archivo de tests arranca en la mitad de tiempo que con procesos.
    pool: 'threads',
    globalSetup: ['workbench/testing/global-setup.ts'],
    projects: [
      {
        test: {
          name: 'lecciones',
          fsModuleCache: false, // con ella, guardar a destiempo puede dar un veredicto falso
          include: ['lessons/*/tests/*.test.ts'],
          // Aquí el primer test que pide un servicio espera a que arranque.
          testTimeout: 30_000,
        },
      },
      ownTestsProject,
      slowTestsProject,
    ],
  },
})

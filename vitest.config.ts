import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Hilos: un archivo de tests arranca en la mitad de tiempo que con procesos.
    pool: 'threads',
    projects: [
      { test: { name: 'lecciones', include: ['lessons/*/tests/*.test.ts'] } },
      { test: { name: 'taller', include: ['workbench/*/tests/*.test.ts'], testTimeout: 20_000 } },
    ],
  },
})

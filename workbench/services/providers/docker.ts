import type { StartProvider } from '../provided-server.ts'
export const startDockerRedis: StartProvider = async () => ({
  kind: 'missing',
  why: 'Docker no responde.',
  remedies: [],
})
export const startDockerPostgres: StartProvider = startDockerRedis

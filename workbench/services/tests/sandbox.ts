import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Environment } from '../config.ts'
import type { StartOptions } from '../start.ts'

export type Sandbox = AsyncDisposable & {
  readonly folder: string
  readonly options: StartOptions & { readonly env: Environment }
  /** Lo que los servidores han dejado en su carpeta temporal. */
  leftovers(): Promise<string[]>
}

/** Una carpeta temporal propia: lo que quede en ella es cosa del test y de nadie más. */
export async function openSandbox(variables: Environment = {}): Promise<Sandbox> {
  const folder = await mkdtemp(join(tmpdir(), 'prueba ñ servicios-'))
  // PostgreSQL puede correr con otro usuario, que tiene que poder atravesarla.
  await chmod(folder, 0o755)
  const inherited = { ...process.env, REDIS_URL: undefined, DATABASE_URL: undefined }
  return {
    folder,
    options: {
      env: { ...inherited, TALLER_SERVICES: undefined, TALLER_TMP: folder, ...variables },
    },
    leftovers: async () => (await readdir(folder)).filter((name) => name.startsWith('taller-')),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

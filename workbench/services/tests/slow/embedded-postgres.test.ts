import { execFileSync } from 'node:child_process'
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { readTemplate } from '../../cluster-template.ts'
import { findPostgresBinaries, makeRunnable } from '../../postgres-binaries.ts'
import { startPostgres } from '../../start.ts'
import { findUnprivilegedUser } from '../../unprivileged-user.ts'
import { openSandbox } from '../sandbox.ts'

const isRoot = process.getuid?.() === 0
const skippedRoot = isRoot ? '' : ' · omitido: solo root corre PostgreSQL con otro usuario'

// initdb con la máquina ocupada puede tardar; aquí se llega a pagar dos veces.
describe('plantilla del clúster', { timeout: 60_000 }, () => {
  test('dos primeros arranques a la vez atienden los dos y dejan una sola plantilla sana', async () => {
    await using sandbox = await openSandbox()
    const cacheFolder = join(sandbox.folder, 'cache')
    const options = { ...sandbox.options, cacheFolder }

    await using servers = new AsyncDisposableStack()
    const started = await Promise.all([startPostgres(options), startPostgres(options)])
    for (const server of started) servers.use(server)

    const path = await onlyTemplate(cacheFolder)
    expect(readTemplate(path)).toMatchObject({
      password: expect.stringMatching(/^[0-9a-f]{36}$/),
    })
  })

  test('una plantilla con un byte cambiado se nota y se rehace', async () => {
    await using sandbox = await openSandbox()
    const options = { ...sandbox.options, cacheFolder: join(sandbox.folder, 'cache') }
    await (await startPostgres(options))[Symbol.asyncDispose]()
    const path = await onlyTemplate(options.cacheFolder)
    const bytes = await readFile(path)
    bytes[bytes.length >> 1]! ^= 1
    await writeFile(path, bytes)
    expect(readTemplate(path)).toBe(undefined)

    await using postgres = await startPostgres(options)

    expect(postgres.provider).toBe('embedded')
    expect(readTemplate(path)).not.toBe(undefined)
  })

  test('un proyecto donde no se puede guardar la plantilla arranca igual', async () => {
    await using sandbox = await openSandbox()
    const blocked = join(sandbox.folder, 'archivo')
    await writeFile(blocked, '')

    await using postgres = await startPostgres({
      ...sandbox.options,
      cacheFolder: join(blocked, 'cache'),
    })

    expect(postgres.provider).toBe('embedded')
  })
})

describe('binarios que otro usuario no alcanza', () => {
  test.skipIf(!isRoot)(
    `se enlazan junto al servidor y allí los ejecuta cualquiera${skippedRoot}`,
    async () => {
      await using sandbox = await openSandbox()
      const found = (await findPostgresBinaries())!
      const closed = join(sandbox.folder, 'casa-de-root')
      const home = join(closed, 'native')
      await mkdir(closed, { mode: 0o700 })
      execFileSync('cp', ['-rl', found.root, home])
      const user = findUnprivilegedUser()!

      const staged = await makeRunnable({ ...found, root: home }, join(sandbox.folder, 'b'), user)

      const version = execFileSync(join(staged.root, 'bin', 'postgres'), ['--version'], {
        encoding: 'utf8',
        ...user,
      })
      expect(version).toContain('PostgreSQL) 18')
    },
  )

  test('si npm no pudo crear los enlaces de las librerías, se crean al lado del servidor', async () => {
    await using sandbox = await openSandbox()
    const native = join(sandbox.folder, 'native')
    await mkdir(join(native, 'lib'), { recursive: true })
    await writeFile(join(native, 'lib', 'libpq.so.5.18'), 'librería')
    await chmod(join(native, 'lib', 'libpq.so.5.18'), 0o600)
    const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }]
    await writeFile(join(native, 'pg-symlinks.json'), JSON.stringify(links))
    const staging = join(sandbox.folder, 'binarios')

    const { root } = await makeRunnable({ root: native, packageVersion: '1' }, staging, undefined)

    expect(root).toBe(staging)
    expect(await readFile(join(staging, 'lib', 'libpq.so.5'), 'utf8')).toBe('librería')
    // La copia la lee cualquiera, aunque npm instalara con una máscara cerrada.
    expect((await stat(join(staging, 'lib', 'libpq.so.5.18'))).mode & 0o005).toBe(0o005)
  })
})

/** La plantilla, y ningún borrador a su lado. */
async function onlyTemplate(cacheFolder: string): Promise<string> {
  const names = (await readdir(cacheFolder)).filter((name) => name.startsWith('postgres-'))
  expect(names).toEqual([expect.stringMatching(/\.cluster$/)])
  return join(cacheFolder, names[0] ?? '')
}

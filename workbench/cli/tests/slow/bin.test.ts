import { spawn, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'

import { expect, onTestFinished, test } from 'vitest'

type Project = AsyncDisposable & {
  readonly root: string
  readonly write: (path: string, text: string, mode?: number) => Promise<void>
}

const bin = resolve(import.meta.dirname, '../../../bin.mjs')
const endWithParent = pathToFileURL(resolve(import.meta.dirname, '../../end-with-parent.ts')).href

/** Un taller con el `bin.mjs` de verdad y una orden de mentira que cuenta lo que recibe. */
async function createProject(main = echoMain): Promise<Project> {
  const parent = await mkdtemp(join(tmpdir(), 'taller-bin-'))
  const root = join(parent, 'año nuevo ñ')
  const write = async (path: string, content: string, mode = 0o644): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content, { mode })
  }
  await write('package.json', '{ "type": "module" }')
  await write('workbench/cli/main.ts', main)
  await copyFile(bin, join(root, 'workbench/bin.mjs'))
  return {
    root,
    write,
    [Symbol.asyncDispose]: () => rm(parent, { recursive: true, force: true }),
  }
}

const echoMain = `
import { endWithParent } from '${endWithParent}'
endWithParent()
const argv: string[] = process.argv.slice(2)
console.log(JSON.stringify({ argv, version: process.versions.node }))
process.exitCode = 7
`

async function install(project: Project): Promise<void> {
  await project.write('node_modules/.package-lock.json', '{}')
  await project.write('node_modules/yaml/package.json', '{}')
}

/** El Node del taller: un guion que llama al que ejecuta estos tests, con otra ruta real. */
async function installNode(project: Project): Promise<void> {
  await install(project)
  await project.write(
    'node_modules/node/bin/node',
    `#!/bin/sh\nexec '${process.execPath}' "$@"\n`,
    0o755,
  )
}

type Child = ChildProcessByStdio<null, Readable, Readable>

function start(project: Project, { argv = [] as string[], old = false } = {}): Child {
  // Finge un Node antiguo en el primer proceso y solo en él: el relanzado ya no ve la variable.
  const pretend = `data:text/javascript,if (process.env.PRETEND_OLD) {
    delete process.env.PRETEND_OLD;
    Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.20.2' } });
  }`.replaceAll('\n', '')
  const args = old ? ['--import', pretend] : []
  const child = spawn(
    process.execPath,
    [...args, join(project.root, 'workbench/bin.mjs'), ...argv],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...(old ? { PRETEND_OLD: '1' } : {}) },
      detached: process.platform !== 'win32', // con grupo propio, para poder parar también al nieto
    },
  )
  onTestFinished(() => killGroup(child))
  return child
}

/** Si el test falló, nada de lo que arrancó le sobrevive. */
function killGroup(child: Child): void {
  if (process.platform === 'win32') {
    child.kill('SIGKILL')
    return
  }
  try {
    process.kill(-child.pid!, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error // ya no quedaba nadie
  }
}

async function finish(child: Child) {
  const [out, err, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>,
  ])
  return { out, err, code, signal }
}

function skipOnWindows(skip: (condition: boolean, why: string) => void): void {
  skip(process.platform === 'win32', 'el Node de mentira es un guion de sh, y aquí no lo hay')
}

test('sin dependencias dice qué ejecutar y en qué carpeta, y termina con 3', async () => {
  await using project = await createProject()

  const { err, code } = await finish(start(project))

  expect(code).toBe(3)
  expect(err).toBe(`
  entorno · Falta instalar las dependencias del taller.

    En la carpeta   ${project.root}
    ejecuta         npm install

  Tu código no se ha evaluado.

`)
})

test('con la instalación a medias, también', async () => {
  await using project = await createProject()
  await project.write('node_modules/yaml/package.json', '{}')

  const { err, code } = await finish(start(project))

  expect(code).toBe(3)
  expect(err).toContain('entorno · La instalación del taller está a medias.')
})

test('con un Node reciente, la orden recibe los argumentos y da el código de salida', async () => {
  await using project = await createProject()
  await install(project)

  const { out, code } = await finish(start(project, { argv: ['reset', '02', '--si'] }))

  expect(JSON.parse(out)).toMatchObject({ argv: ['reset', '02', '--si'] })
  expect(code).toBe(7)
})

test('con un Node antiguo se relanza con el del taller', async ({ skip }) => {
  skipOnWindows(skip)
  await using project = await createProject()
  await installNode(project)

  const { out, code } = await finish(start(project, { argv: ['pista', 'año ñ'], old: true }))

  expect(JSON.parse(out)).toEqual({ argv: ['pista', 'año ñ'], version: process.versions.node })
  expect(code).toBe(7)
})

test('con un Node antiguo y sin el del taller dice cómo instalarlo', async () => {
  await using project = await createProject()
  await install(project)

  const { err, code } = await finish(start(project, { old: true }))

  expect(code).toBe(3)
  expect(err).toContain(
    'entorno · El taller necesita Node 24 y el suyo no se instaló (este es el 20.20.2).',
  )
  expect(err).toContain('ejecuta         npm ci')
})

test('un Node del taller que también es antiguo no se relanza a sí mismo sin fin', async ({
  skip,
}) => {
  skipOnWindows(skip)
  await using project = await createProject()
  await install(project)
  await mkdir(join(project.root, 'node_modules/node/bin'), { recursive: true })
  await symlink(process.execPath, join(project.root, 'node_modules/node/bin/node'))

  const { err, code } = await finish(start(project, { old: true }))

  expect(code).toBe(3)
  expect(err).toContain('El taller necesita Node 24 y el suyo no se instaló')
})

test('si el Node del taller no arranca en esta máquina, lo dice', async () => {
  await using project = await createProject()
  await install(project)
  await project.write('node_modules/node/bin/node', 'no es un programa')
  await project.write('node_modules/node/bin/node.exe', 'no es un programa')

  const { err, code } = await finish(start(project, { old: true }))

  expect(code).toBe(3)
  expect(err).toContain('El Node del taller no arranca en este equipo (')
})

const waitMain = (onTerm: string) => `
import { endWithParent } from '${endWithParent}'
endWithParent()
${onTerm}
setInterval(() => undefined, 1_000)
console.log(process.pid)
`

test.for(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s llega a la orden, que decide cómo termina',
  async (signal, { skip }) => {
    skipOnWindows(skip)
    await using project = await createProject(
      waitMain(`process.on('${signal}', () => { console.log('adiós'); process.exit(5) })`),
    )
    await installNode(project)
    const child = start(project, { old: true })
    await once(child.stdout, 'readable')

    child.kill(signal)

    expect(await finish(child)).toMatchObject({ code: 5, out: expect.stringContaining('adiós') })
  },
)

test('si a la orden la mata una señal, el relanzador termina con la misma', async ({ skip }) => {
  skipOnWindows(skip)
  await using project = await createProject(waitMain(''))
  await installNode(project)
  const child = start(project, { old: true })
  await once(child.stdout, 'readable')

  child.kill('SIGTERM')

  expect(await finish(child)).toMatchObject({ code: null, signal: 'SIGTERM' })
})

test('si al relanzador lo mata kill -9, la orden no le sobrevive', async ({ skip }) => {
  skipOnWindows(skip)
  await using project = await createProject(waitMain(''))
  await installNode(project)
  const child = start(project, { old: true })
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer]
  const pid = Number(chunk.toString())

  child.kill('SIGKILL')

  await expect.poll(() => isAlive(pid), { timeout: 5_000 }).toBe(false)
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false // ESRCH: ya no existe
  }
}

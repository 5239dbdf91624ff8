import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { checkDocker } from '../docker-check.ts'
import { checkFolder } from '../folder-check.ts'
import { courseFolder, modulesFolder, temporaryFolder } from '../folders.ts'
import { checkInstall } from '../install-check.ts'
import { checkNode, readNodeFacts } from '../node-check.ts'
import { checkNpm, readNpmVersion } from '../npm-check.ts'
import { checkPath } from '../path-check.ts'
import { checkPorts } from '../ports-check.ts'

type Folder = AsyncDisposable & {
  readonly path: string
  readonly write: (path: string, text: string) => Promise<void>
}

async function createFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'taller-año ñ-'))
  return {
    path,
    async write(file, text) {
      await mkdir(dirname(join(path, file)), { recursive: true })
      await writeFile(join(path, file), text)
    },
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  }
}

describe('Node', () => {
  test('si el del sistema es otro, se dicen los dos', () => {
    expect(checkNode({ running: '24.21.0', system: '20.20.2' })).toMatchObject({
      state: 'fine',
      detail: '24.21.0 (el del taller; el del sistema es 20.20.2)',
    })
  })

  test.each([undefined, '24.21.0'])('si no hay otra (%s), basta una', (system) => {
    expect(checkNode({ running: '24.21.0', system }).detail).toBe('24.21.0')
  })

  test.each(['18.20.0', '20.18.3'])('una del sistema como la %s no puede con npm', (system) => {
    expect(checkNode({ running: '24.21.0', system })).toMatchObject({
      state: 'trouble',
      detail:
        `24.21.0 (el del taller; el del sistema es ${system}).` +
        ' npm necesita que el del sistema sea 20.19 o posterior',
      remedies: [{ text: 'Instala el 24', command: 'https://nodejs.org/es/download' }],
    })
  })

  test('el del sistema se busca fuera de las carpetas que npm añade al PATH', async () => {
    await using folder = await createFolder()
    const bin = join(folder.path, 'node_modules', '.bin')
    await folder.write('node_modules/.bin/node', '#!/bin/sh\necho v99.0.0\n')

    const facts = await readNodeFacts({ PATH: bin, PATHEXT: '.EXE' }, '24.21.0')

    expect(facts).toEqual({ running: '24.21.0', system: undefined })
  })

  test('al del sistema se le pregunta su versión', async () => {
    const facts = await readNodeFacts(
      { PATH: dirname(process.execPath).replace(/node_modules.\.bin$/, 'x'), PATHEXT: '.EXE' },
      '24.0.0',
    )

    expect(facts.system).toBe(process.versions.node)
  })
})

describe('npm', () => {
  test('la versión la dice el propio npm al lanzarnos', async () => {
    const env = { npm_config_user_agent: 'npm/11.19.1 node/v20.20.2 linux x64' }

    expect(checkNpm(await readNpmVersion(env))).toMatchObject({ state: 'fine', detail: '11.19.1' })
  })

  test('sin npm a la vista no hay problema mientras no haya que instalar', async () => {
    expect(checkNpm(await readNpmVersion({ PATH: '' }))).toMatchObject({
      state: 'optional',
      detail: 'no se encuentra · hará falta para instalar o actualizar',
    })
  })
})

describe('paquetes', () => {
  const wanted = {
    packages: {
      '': {},
      workbench: { version: '0.1.0' },
      'node_modules/@taller/workbench': { link: true },
      'node_modules/vitest': { version: '5.1.1' },
      'node_modules/pg': { version: '8.23.1' },
      'node_modules/oxlint': { version: '1.0.0', dev: true },
      'node_modules/fsevents': { version: '2.0.0', optional: true },
    },
  }

  async function checkWith(installed: unknown) {
    await using folder = await createFolder()
    await folder.write('package-lock.json', JSON.stringify(wanted))
    if (installed !== undefined) {
      await folder.write('node_modules/.package-lock.json', JSON.stringify(installed))
    }
    return await checkInstall(folder.path)
  }

  test('lo instalado es lo que se pide, aunque falte lo opcional y lo de desarrollo', async () => {
    const packages = {
      'node_modules/vitest': { version: '5.1.1' },
      'node_modules/pg': { version: '8.23.1' },
    }

    expect(await checkWith({ packages })).toMatchObject({
      state: 'fine',
      detail: '2 instalados, los que pide package-lock.json',
    })
  })

  test('un paquete de otra versión y otro que falta piden instalar', async () => {
    const packages = { 'node_modules/vitest': { version: '5.0.0' } }

    expect(await checkWith({ packages })).toMatchObject({
      state: 'trouble',
      detail: 'no están o son de otra versión: vitest, pg',
      remedies: [{ text: 'Ponlos al día', command: 'npm install' }],
    })
  })

  test.each([undefined, '{'])('una instalación sin terminar (%s) lo dice', async (installed) => {
    expect(await checkWith(installed)).toMatchObject({
      state: 'trouble',
      detail: 'la instalación está a medias',
    })
  })

  test('sin package-lock.json dice cómo recuperarlo', async () => {
    await using folder = await createFolder()

    expect(await checkInstall(folder.path)).toMatchObject({
      state: 'trouble',
      detail: 'no se puede leer package-lock.json',
      remedies: [{ text: 'Recupéralo', command: 'git checkout -- package-lock.json' }],
    })
  })
})

describe('carpetas', () => {
  test('en una carpeta con sitio se escribe, se dice cuánto queda y no quedan restos', async () => {
    await using folder = await createFolder()

    const finding = await checkFolder(courseFolder(folder.path, 'linux'), async () => 38 * 1024)

    expect(finding).toMatchObject({
      state: 'fine',
      detail: `${folder.path} · se puede escribir · 38 GB libres`,
    })
    expect(await readdir(folder.path)).toEqual([])
  })

  test('poco sitio es un problema y dice cuánto hace falta', async () => {
    await using folder = await createFolder()

    const finding = await checkFolder(temporaryFolder(folder.path, 'linux'), async () => 12)

    expect(finding).toMatchObject({
      state: 'trouble',
      detail: `${folder.path} · quedan 12 MB y hacen falta 200`,
      remedies: [
        { text: 'Libera espacio o elige otra', command: 'TALLER_TMP=/otra/ruta npm test' },
      ],
    })
  })

  test('el espacio que se dice es el del disco', async () => {
    await using folder = await createFolder()

    const finding = await checkFolder(courseFolder(folder.path, 'linux'))

    expect(finding.detail).toMatch(/· (?:quedan )?\d+ [GM]B/)
  })

  test('una carpeta temporal que no existe dice cómo crearla', async () => {
    await using folder = await createFolder()
    const missing = join(folder.path, 'nada')

    expect(await checkFolder(temporaryFolder(missing, 'linux'))).toMatchObject({
      state: 'trouble',
      detail: `${missing} · no existe`,
      remedies: [{ text: 'Créala', command: `mkdir -p '${missing}'` }],
    })
  })

  test('donde no se puede escribir, se dice cómo hacerla propia', async ({ skip }) => {
    skip(process.platform === 'win32', 'Windows no tiene una carpeta que rechace a cualquiera')
    // /proc no deja crear nada a nadie, tampoco a root: sirve de carpeta prohibida de verdad.
    const path = process.platform === 'linux' ? '/proc/self/fd' : '/dev/fd'

    const finding = await checkFolder(courseFolder(path, 'linux'))

    expect(finding.state).toBe('trouble')
    expect(finding.detail).toContain(path)
    expect(finding.remedies).toHaveLength(1)
  })

  test('unos paquetes instalados por otra persona se pueden hacer propios', () => {
    const { path, remedies } = modulesFolder('/taller', 'linux')

    expect(path).toBe(join('/taller', 'node_modules'))
    expect(remedies.denied).toEqual({
      text: 'Hazla tuya',
      command: `sudo chown -R "$(id -un)" '${path}'`,
    })
  })

  test('en Windows las órdenes son las de Windows', () => {
    const { remedies } = courseFolder('C:\\taller', 'win32')

    expect(remedies.denied.command).toBe('icacls "C:\\taller" /grant "%USERNAME%:(OI)(CI)F" /T')
    expect(remedies.full.command).toBe('move "C:\\taller" "%USERPROFILE%\\taller"')
    expect(temporaryFolder('C:\\tmp', 'win32').remedies.missing.command).toBe('mkdir "C:\\tmp"')
  })
})

describe('ruta', () => {
  test.each(['/home/ana/año nuevo ñ', '/srv/100%', '/a:b', "/o'brien"])(
    '«%s» no estorba',
    (path) => {
      expect(checkPath(path, 'linux')).toBeUndefined()
    },
  )

  test.each([
    ['/home/ana/c#', 'linux', 'la ruta lleva «#», y así Vite no encuentra los tests'],
    ['/home/ana/¿qué?', 'linux', 'la ruta lleva «?», y así Vite no encuentra los tests'],
    ['/home/a\\b', 'linux', 'la ruta lleva «\\», y así Vite no encuentra los tests'],
    [
      '/srv/node_modules/taller',
      'linux',
      'el taller está dentro de un node_modules, y ahí Node no ejecuta TypeScript',
    ],
    [
      '\\\\servidor\\taller',
      'win32',
      'el taller está en una carpeta de red (\\\\…), y la consola no puede trabajar ahí',
    ],
  ] as const)('«%s» en %s: se dice por qué', (path, platform, why) => {
    expect(checkPath(path, platform)).toMatchObject({ state: 'trouble', detail: why })
  })

  test('en Windows la barra invertida separa carpetas y no estorba', () => {
    expect(checkPath('C:\\Users\\Ana\\taller', 'win32')).toBeUndefined()
  })

  test('se dice cómo mover el taller', () => {
    expect(checkPath('/c#', 'linux')?.remedies).toEqual([
      { text: 'Mueve el taller', command: "mv '/c#' ~/taller" },
    ])
  })
})

describe('lo demás', () => {
  test('Docker que no responde no es un problema', () => {
    expect(checkDocker(undefined)).toMatchObject({
      state: 'optional',
      detail: 'no responde · no hace falta',
    })
    expect(checkDocker('28.2.2').state).toBe('fine')
  })

  test('en esta máquina se puede escuchar', async () => {
    expect(await checkPorts()).toMatchObject({
      state: 'fine',
      detail: 'se eligen libres al arrancar; ninguno se da por hecho',
    })
  })

  test('si no se puede escuchar se dice por qué y qué mirar', async () => {
    // 192.0.2.0/24 está reservada para documentación: no es una dirección de ninguna máquina.
    expect(await checkPorts('192.0.2.1')).toMatchObject({
      state: 'trouble',
      detail: 'no se puede escuchar en 192.0.2.1 (EADDRNOTAVAIL)',
      remedies: [{ command: 'ping 192.0.2.1' }],
    })
  })
})

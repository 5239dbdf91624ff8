import { resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'

import { expect, test } from 'vitest'

import { EnvironmentError } from '../../services/environment-error.ts'
import type { RunningService } from '../../services/running-service.ts'
import { startService } from '../../services/start.ts'
import { diagnose, type Machine } from '../diagnose.ts'
import { fine, optional, trouble, type Finding } from '../finding.ts'
import { closing, findingRow } from '../screen.ts'
import { checkService } from '../service-check.ts'

const plain = { color: false, columns: 80 }
const root = resolve(import.meta.dirname, '../../..')

function running(label: string, onStop: () => void = () => undefined): RunningService {
  return {
    service: 'redis',
    provider: 'native',
    url: 'redis://127.0.0.1:1',
    version: '7.0.15',
    label,
    skipped: [],
    died: Promise.withResolvers<EnvironmentError>().promise,
    [Symbol.asyncDispose]: async () => onStop(),
  }
}

function clock(...readings: readonly number[]): () => number {
  const left = [...readings]
  return () => left.shift() ?? 0
}

test('un servicio que arranca dice con qué y en cuánto, y se para', async () => {
  let stopped = false
  const start = async () => running('redis-server 7.0.15 del sistema', () => void (stopped = true))

  const finding = await checkService('redis', start, clock(1_000, 1_340))

  expect(finding).toMatchObject({
    state: 'fine',
    detail: 'redis-server 7.0.15 del sistema · arranca en 0,3 s',
  })
  expect(stopped).toBe(true)
})

test('el nombre del servicio no se repite en su fila', async () => {
  const start = async () => running('PostgreSQL 18.4 embebido')

  const finding = await checkService('postgres', start, clock(0, 0))

  expect(finding.detail).toBe('18.4 embebido · arranca en 0,0 s')
})

test('el servidor de la persona responde; no lo arrancamos', async () => {
  const start = async () => ({ ...running('Redis 8 tuyo'), provider: 'external' as const })

  expect((await checkService('redis', start, clock(0, 0))).detail).toContain('· responde en')
})

test('un servicio que no arranca trae la causa y qué pegar, sin mandar al doctor', async () => {
  const start = () =>
    Promise.reject(
      new EnvironmentError({
        what: 'no se pudo preparar Redis',
        why: 'No hay ningún redis-server.',
        remedies: [
          { text: 'Instálalo', command: 'sudo apt install redis-server' },
          { text: 'Diagnóstico completo', command: 'npm run doctor' },
        ],
      }),
    )

  expect(await checkService('redis', start)).toMatchObject({
    state: 'trouble',
    detail: 'No hay ningún redis-server',
    remedies: [{ text: 'Instálalo', command: 'sudo apt install redis-server' }],
  })
})

test('un servicio que no termina de arrancar se deja al minuto', async () => {
  const start = () => Promise.reject(new DOMException('tarde', 'TimeoutError'))

  expect(await checkService('postgres', start)).toMatchObject({
    state: 'trouble',
    detail: 'no arrancó en 60 segundos',
  })
})

test('un fallo nuestro no se hace pasar por un problema del equipo', async () => {
  const start = () => Promise.reject(new TypeError('un despiste'))

  await expect(checkService('redis', start)).rejects.toThrow('un despiste')
})

test('el Redis de este equipo arranca de verdad', async () => {
  const finding = await checkService('redis', (service, signal) =>
    startService(service, { signal }),
  )

  expect(finding.detail).toMatch(/ · (?:arranca|responde) en \d+,\d s$/)
})

test('el diagnóstico mira todo y lo cuenta siempre en el mismo orden', async () => {
  const machine: Machine = {
    root,
    env: { PATH: '', npm_config_user_agent: 'npm/11.19.1 node/v24' },
    nodeVersion: '24.21.0',
    platform: 'linux',
    startService: async (service) => running(`${service} de prueba`),
  }

  const names: string[] = []
  for await (const { name } of diagnose(machine)) names.push(name)

  expect(names).toEqual([
    'Node',
    'npm',
    'Paquetes',
    'PostgreSQL',
    'Redis',
    'Puertos',
    'Docker',
    'Carpeta',
    'Temporal',
  ])
})

test('unos paquetes en los que no se puede escribir salen con su fila, y si no, no', async () => {
  const missing = resolve(root, 'workbench') // aquí no hay node_modules, así que no se puede
  const machine: Machine = {
    root: missing,
    env: { PATH: '' },
    nodeVersion: '24.21.0',
    platform: 'linux',
    startService: async () => running('x'),
  }

  const findings: Finding[] = []
  for await (const finding of diagnose(machine)) findings.push(finding)

  expect(findings.find(({ id }) => id === 'modules')).toMatchObject({
    state: 'trouble',
    detail: `${resolve(missing, 'node_modules')} · no existe`,
  })
})

test('PostgreSQL y Redis no arrancan a la vez, para que el tiempo sea el suyo', async () => {
  let active = 0
  let most = 0
  const machine: Machine = {
    root,
    env: { PATH: '' },
    nodeVersion: '24.21.0',
    platform: 'linux',
    async startService() {
      most = Math.max(most, ++active)
      return running('x', () => void active--)
    },
  }

  for await (const finding of diagnose(machine)) expect(finding.name).not.toBe('')

  expect(most).toBe(1)
})

const long = `${'/una/ruta/bastante/larga'.repeat(3)} · se puede escribir · 38 GB libres`
const install = [{ text: 'Instálalo', command: 'sudo apt install redis-server' }]

test.each<[string, Finding, string]>([
  ['lo que está bien acaba en «bien»', fine('npm', 'npm', '11.19.1'), 'bien'],
  [
    'lo que no hace falta no lleva veredicto',
    optional('d', 'Docker', 'no responde'),
    'no responde',
  ],
  ['lo que falla acaba en «falla»', trouble('r', 'Redis', 'no arranca', []), 'falla'],
])('%s', (_case, finding, last) => {
  expect(findingRow(finding, plain).endsWith(last)).toBe(true)
})

test('ninguna línea pasa de 80 columnas, salvo una ruta que no se puede partir', () => {
  const findings = [
    fine('folder', 'Carpeta', `/una/ruta/corta ${'con muchas palabras '.repeat(6)}`),
    trouble('redis', 'Redis', 'No hay ningún redis-server, ni Docker, ni el embebido '.repeat(3), [
      {
        text: 'Libera espacio o elige otra carpeta',
        command: 'TALLER_TMP=/otra/ruta/larga npm test',
      },
    ]),
  ]

  const lines = findings.flatMap((finding) => findingRow(finding, plain).split('\n'))

  expect(lines.length).toBeGreaterThan(6)
  expect(lines.filter((line) => line.length > 80)).toEqual([])
  expect(findingRow(fine('f', 'Carpeta', long), plain)).toContain(long.split(' ', 1)[0])
})

test('lo que hay que pegar va entero en su línea', () => {
  const row = findingRow(trouble('redis', 'Redis', 'no arranca', install), plain)

  expect(row).toBe(
    '  Redis       no arranca                                                   falla\n' +
      '\n' +
      '              Instálalo:   sudo apt install redis-server\n',
  )
})

test('el color no cambia el texto', () => {
  const finding = trouble('redis', 'Redis', 'no arranca', install)

  const painted = findingRow(finding, { ...plain, color: true })

  expect(painted).not.toBe(findingRow(finding, plain))
  expect(stripVTControlCharacters(painted)).toBe(findingRow(finding, plain))
})

test('el final dice si se puede seguir, y el código de salida cuando no', () => {
  const ok = [fine('npm', 'npm', '11'), optional('docker', 'Docker', 'no')]

  expect(closing(ok, plain)).toBe('\n  Todo lo necesario está.\n')
  expect(closing([...ok, trouble('r', 'Redis', 'no', [])], plain)).toBe(
    '\n  Hay 1 cosa que arreglar. Tu código no tiene nada que ver.           (código 3)\n',
  )
  const last = trouble('r', 'Redis', 'no', install)
  expect(closing([last], plain)).toMatch(/^ {2}Hay 1 cosa que arreglar/)
})

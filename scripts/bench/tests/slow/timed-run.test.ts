import { mkdtempDisposable, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { timeNode, UnexpectedExitError } from '../../timed-run.ts'

const options = {
  cwd: import.meta.dirname,
  env: process.env,
  expectedCode: 0,
  signal: new AbortController().signal,
}

test('devuelve lo que tardó el proceso y lo que escribió', async () => {
  const { ms, stdout } = await timeNode(['-p', '40 + 2'], options)

  expect(stdout.trim()).toBe('42')
  expect(ms).toBeGreaterThan(0)
})

test('con otro código de salida no hay medida, y el error enseña qué dijo el proceso', async () => {
  const failing = timeNode(['-e', 'console.log("rojo"); process.exitCode = 1'], options)

  await expect(failing).rejects.toThrow(UnexpectedExitError)
  await expect(failing).rejects.toThrow(/código 1 y se esperaba 0[^]*rojo/)
})

test('al abortar, el proceso ya ha muerto cuando se rechaza', async () => {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'taller-prueba-'))
  const pidFile = join(folder.path, 'pid')
  const script = `fs.writeFileSync(process.argv[1], String(process.pid)); setInterval(() => {}, 1e6)`
  const aborting = new AbortController()

  const running = timeNode(['-e', script, pidFile], { ...options, signal: aborting.signal })
  running.catch(() => {}) // se mira más abajo; mientras, que no quede suelta
  const readPid = () => readFile(pidFile, 'utf8').then(Number, () => 0)
  await expect.poll(readPid, { timeout: 10_000 }).toBeGreaterThan(0)
  aborting.abort()

  await expect(running).rejects.toThrow('aborted')
  const pid = await readPid()
  expect(() => process.kill(pid, 0)).toThrow('ESRCH')
})

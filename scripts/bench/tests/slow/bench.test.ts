import { cp, mkdir, readdir, readFile } from 'node:fs/promises'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join, resolve } from 'node:path'

import { expect, test, vi } from 'vitest'

import {
  rightLater,
  rightSum,
  SampleCourse,
} from '../../../../workbench/testing/tests/sample-course.ts'

vi.setConfig({ testTimeout: 60_000 }) // procesos enteros: en una máquina cargada tardan

const scripts = resolve(import.meta.dirname, '../../..')

const course = test.extend('course', async ({}, { onCleanup }) => {
  const sample = await SampleCourse.create()
  onCleanup(() => sample[Symbol.asyncDispose]())
  const lesson = join(sample.root, 'lessons/90-sample')
  const solution = join(sample.root, 'solutions/90-sample')
  await Promise.all([
    cp(scripts, join(sample.root, 'scripts'), { recursive: true }),
    cp(join(lesson, 'src'), join(solution, 'starter'), { recursive: true }),
    ...['tsconfig.json', 'vitest.config.ts'].map((name) =>
      cp(resolve(scripts, '..', name), join(sample.root, name)),
    ),
  ])
  await sample.write('solutions/90-sample/src/sum.ts', rightSum)
  await sample.write('solutions/90-sample/src/later.ts', rightLater)
  return sample
})

course('una opción que no existe se rechaza con las que hay', async ({ course: sample }) => {
  const { code, err } = await sample.run('bench', '--solo', 'nada')

  expect(code).toBe(2)
  expect(err).toContain('No hay ninguna medida «nada». Las hay: arranque, servicios, lecciones')
})

course(
  'mide el arranque, cabe en 80 columnas y queda en .taller sin rutas',
  async ({ course: sample }) => {
    const { code, out } = await sample.run('bench', '--rapido', '--solo', 'arranque')

    expect(code).toBe(0)
    expect(out).toMatch(/ayuda +[\d,]+ m?s \(.+\) +[\d,]+ m?s \(.+\) +\d,\d\d×/)
    expect(out.split('\n').filter((line) => line.length > 80)).toEqual([])
    const saved = await readFile(join(sample.root, '.taller/bench.json'), 'utf8')
    expect(saved).not.toContain(sample.root)
    expect(JSON.parse(saved).measurements[0].rows[0].ratio.samples).toHaveLength(5)
  },
)

course(
  'al interrumpirlo a media lección no queda la carpeta de trabajo',
  async ({ course: sample }) => {
    const temp = join(sample.root, 'temporal')
    await mkdir(temp)
    const bench = spawn(
      process.execPath,
      [join(sample.root, 'workbench/bin.mjs'), 'bench', '--solo', 'lecciones'],
      {
        cwd: sample.root,
        stdio: 'ignore',
        env: { ...process.env, TMPDIR: temp, TEMP: temp, TMP: temp },
      },
    )
    const exited = once(bench, 'exit')
    await expect.poll(() => readdir(temp), { timeout: 20_000 }).toHaveLength(1)
    bench.kill('SIGINT')

    const [code] = await exited
    expect(code).toBe(130)
    expect(await readdir(temp)).toEqual([])
  },
)

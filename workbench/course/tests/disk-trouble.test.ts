import { chmod } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { EnvironmentError } from '../../services/environment-error.ts'
import { explainDisk } from '../disk-trouble.ts'
import { recordPassed } from '../progress.ts'
import { lessonState, resetLesson } from '../starter.ts'
import { createCourse } from './sample-course.ts'

test.each([
  ['EACCES', 'No hay permiso para escribir en /taller/x.'],
  ['EPERM', 'No hay permiso para escribir en /taller/x.'],
  ['EROFS', 'El disco de /taller/x está montado solo para leer.'],
  ['ENOSPC', 'El disco de /taller/x está lleno.'],
  ['EDQUOT', 'El disco de /taller/x está lleno.'],
  ['EBUSY', 'Otro programa tiene abierto /taller/x; ciérralo y repite.'],
])('%s se cuenta como problema del equipo', (code, why) => {
  const cause = Object.assign(new Error('del sistema'), { code })

  const explained = explainDisk('/taller/x', cause)

  expect(explained).toBeInstanceOf(EnvironmentError)
  expect(explained).toMatchObject({
    what: 'no se pudo escribir en la carpeta del taller',
    why,
    remedies: [{ text: 'Diagnóstico completo', command: 'npm run doctor' }],
    cause,
  })
})

test('lo que no es cosa del disco vuelve tal cual', () => {
  const bug = new TypeError('un despiste')

  expect(explainDisk('/taller/x', bug)).toBe(bug)
})

test('si no se puede apuntar el progreso ni guardar la copia, el problema es del equipo', async ({
  skip,
}) => {
  const canWriteAnywhere = process.getuid === undefined || process.getuid() === 0
  skip(canWriteAnywhere, 'root, y Windows con estos permisos, escriben donde quieran')
  await using course = await createCourse()
  const lesson = await course.lesson('01')
  await course.write('lessons/01-sync-vs-async/src/orders.ts', '// lo mío\n')
  await chmod(join(course.root, '.taller'), 0o555)

  await expect(recordPassed(course.root, lesson, lesson.steps)).rejects.toMatchObject({
    code: 'ENVIRONMENT',
  })
  await expect(resetLesson(lesson)).rejects.toMatchObject({ code: 'ENVIRONMENT' })

  expect(await lessonState(lesson)).toBe('begun')
  await chmod(join(course.root, '.taller'), 0o755)
})

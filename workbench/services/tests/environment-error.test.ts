import { expect, test } from 'vitest'

import { EnvironmentError, isEnvironmentTrouble } from '../environment-error.ts'

const trouble = {
  what: 'no se pudo preparar PostgreSQL',
  why: 'El disco de la carpeta temporal está lleno (quedan 12 MB; hacen falta 60).',
  remedies: [
    { text: 'Libera espacio o elige otra carpeta', command: 'TALLER_TMP=/otra/ruta npm test' },
    { text: 'Diagnóstico completo', command: 'npm run doctor' },
  ],
}

test('el mensaje dice qué pasó, con qué dato y qué hacer, con las órdenes alineadas', () => {
  expect(new EnvironmentError(trouble).message).toBe(
    [
      'No se pudo preparar PostgreSQL.',
      '  El disco de la carpeta temporal está lleno (quedan 12 MB; hacen falta 60).',
      '    Libera espacio o elige otra carpeta:  TALLER_TMP=/otra/ruta npm test',
      '    Diagnóstico completo:                 npm run doctor',
    ].join('\n'),
  )
})

test('viaja como datos entre procesos y vuelve a ser el mismo error', () => {
  const travelled: unknown = JSON.parse(JSON.stringify(new EnvironmentError(trouble)))

  const arrived = EnvironmentError.fromJSON(travelled)

  expect(arrived).toBeInstanceOf(EnvironmentError)
  expect(arrived).toMatchObject({ ...trouble, name: 'EnvironmentError', code: 'ENVIRONMENT' })
})

test('otro error no se confunde con uno de entorno', () => {
  expect(isEnvironmentTrouble(new Error('otro'))).toBe(false)
  expect(() => EnvironmentError.fromJSON({ message: 'otro' })).toThrow(TypeError)
})

import { posix } from 'node:path'

import type { Rule } from '../linted-course.ts'
import { isSource } from '../source-code.ts'

type Arrow = {
  readonly from: RegExp
  /** `target` es la ruta desde la raíz si el import es relativo y, si no, el nombre tal cual. */
  readonly allows: (target: string, relative: boolean, lesson: string) => boolean
  readonly advice: string
}

const libraries = /^(?:node:|(?:bullmq|ioredis|pg|ws)(?:\/|$))/

// Gana la primera que encaja con el archivo.
const arrows: readonly Arrow[] = [
  {
    from: /^lessons\/(?<lesson>[^/]+)\/src\//,
    allows: (target, relative, lesson) =>
      relative ? target.startsWith(`lessons/${lesson}/src/`) : libraries.test(target),
    advice:
      'el código de una lección importa solo archivos de su src y bibliotecas de verdad (node:, bullmq, ioredis, pg, ws).',
  },
  {
    from: /^solutions\/(?<lesson>[^/]+)\/starter\//,
    allows: (target, relative, lesson) =>
      relative ? target.startsWith(`solutions/${lesson}/starter/`) : libraries.test(target),
    advice:
      'el código inicial importa solo archivos de su carpeta y bibliotecas de verdad (node:, bullmq, ioredis, pg, ws).',
  },
  {
    from: /^solutions\/(?<lesson>[^/]+)\/(?:src|mistakes|alternatives)\//,
    allows: (target, relative, lesson) =>
      relative
        ? [`solutions/${lesson}/src/`, `solutions/${lesson}/starter/`].some((folder) =>
            target.startsWith(folder),
          )
        : libraries.test(target),
    advice:
      'una solución importa solo de ../src, de ../starter y de bibliotecas de verdad (node:, bullmq, ioredis, pg, ws).',
  },
  {
    from: /^lessons\/(?<lesson>[^/]+)\/tests\//,
    allows: (target, relative, lesson) =>
      relative
        ? target.startsWith(`lessons/${lesson}/src/`) ||
          target.startsWith(`lessons/${lesson}/tests/`)
        : target === '@taller/workbench/testing' || target === 'vitest' || libraries.test(target),
    advice:
      'un test de lección importa solo de ../src, de su carpeta, de «@taller/workbench/testing» y de bibliotecas de verdad.',
  },
  {
    from: /^workbench\/cli\/commands\.ts$/, // la única puerta de la herramienta a los scripts
    allows: (target) => !/^(?:lessons|solutions|docs)\//.test(target),
    advice: 'la herramienta lee lecciones y soluciones como datos; no las importa.',
  },
  {
    from: /^workbench\//,
    allows: (target) => !/^(?:lessons|solutions|scripts|docs)\//.test(target),
    advice: 'la herramienta lee lecciones y soluciones como datos; no las importa, ni los scripts.',
  },
  {
    from: /^scripts\//,
    allows: (target) => !/^(?:lessons|docs)\//.test(target),
    advice: 'un script importa de workbench y de solutions; el src de una lección es del alumno.',
  },
  {
    from: /^docs\//,
    allows: (target) => !/^(?:lessons|solutions|scripts)\//.test(target),
    advice:
      'el sitio cita lecciones y soluciones por sus regiones, o las lee como datos; no las importa.',
  },
]

/** Las flechas entre carpetas van en un solo sentido: quien lee una sabe qué puede romper. */
export const dependencyArrows: Rule = async ({ files, parse }) => {
  const governed = files.flatMap((file) => {
    if (!isSource(file)) return []
    const arrow = arrows.find(({ from }) => from.test(file))
    return arrow === undefined ? [] : [{ file, arrow }]
  })
  // Una regla que no mira nada no protege nada.
  if (governed.length === 0) {
    const what =
      'no hay ningún archivo de código que mirar: o no es el taller, o la regla no busca donde debe.'
    return [{ where: 'dependencias', what }]
  }
  const faults = await Promise.all(
    governed.map(async ({ file, arrow }) => {
      const lesson = arrow.from.exec(file)?.groups?.['lesson'] ?? ''
      const { imports } = await parse(file)
      return imports.flatMap(({ specifier, line }) => {
        const relative = /^\.{1,2}(?:\/|$)/.test(specifier)
        const target = relative ? posix.join(posix.dirname(file), specifier) : specifier
        if (arrow.allows(target, relative, lesson)) return []
        return [{ where: `${file}:${line} → ${specifier}`, what: arrow.advice }]
      })
    }),
  )
  return faults.flat()
}

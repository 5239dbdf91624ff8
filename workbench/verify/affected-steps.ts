import { readFileSync } from 'node:fs'
import { relative, resolve } from 'node:path'

import type { Lesson, Step } from '../course/lesson.ts'
import { isSource, parseSource } from './source-code.ts'

type Sources = Readonly<Record<string, string>>

/**
 * Los pasos cuyo resultado puede cambiar al sustituir `src/<replaced>`. El test de los demás no llega
 * a cargarlo, ni él ni nada de lo que importa: sobre esos ya habla la referencia.
 */
export type AffectedSteps = (replaced: string) => readonly Step[]

/** Cada archivo se lee una vez para todas las preguntas: son tantas como errores típicos. */
export function affectedStepsOf(lesson: Lesson, reference: Sources): AffectedSteps {
  const src = resolve(lesson.dir, 'src')
  const known = new Map<string, readonly string[]>()
  // Lo que hay en `src` es de quien aprende; lo que importa, lo dice la referencia.
  const importsOf = (path: string): readonly string[] => {
    const text = textOf(reference[relative(src, path).replaceAll('\\', '/')] ?? path)
    return parseSource(path, text)
      .imports.filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ specifier }) => resolve(path, '..', specifier))
  }
  const reaches = (path: string, target: string, visited: Set<string>): boolean => {
    if (path === target) return true
    if (visited.has(path) || !isSource(path)) return false
    visited.add(path)
    const imported = known.get(path) ?? importsOf(path)
    known.set(path, imported)
    return imported.some((each) => reaches(each, target, visited))
  }
  const testOf = ({ test }: Step): string => resolve(lesson.dir, test)
  // Al comprobador de tipos se le pregunta por todo `src`, lo importe el test o no.
  const typed = lesson.steps.filter((step) => /\bcheckTypes\b/.test(textOf(testOf(step))))
  return (replaced) => {
    const target = resolve(src, replaced)
    return lesson.steps.filter(
      (step) => typed.includes(step) || reaches(testOf(step), target, new Set()),
    )
  }
}

function textOf(path: string): string {
  return readFileSync(path, 'utf8')
}

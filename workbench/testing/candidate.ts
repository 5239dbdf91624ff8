import { join, resolve } from 'node:path'

/** Qué archivos se juzgan como `src/` de una lección: los del alumno o los de un candidato. */
export type CandidateFiles = {
  /** Carpeta de la lección, absoluta. */
  readonly lessonDir: string
  /** Nombre dentro de `src/` → archivo absoluto que ocupa su lugar. */
  readonly files: Readonly<Record<string, string>>
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Ausente cuando se juzga lo que hay en `lessons/NN/src`. */
    candidate: CandidateFiles | undefined
  }
}

/** El archivo que hace de `src/<name>` para el test que está en `testFile`. */
export function candidateFile(
  candidate: CandidateFiles | undefined,
  testFile: string,
  name: string,
): string {
  const lessonDir = resolve(testFile, '../..')
  const replacement = candidate?.lessonDir === lessonDir ? candidate.files[name] : undefined
  return replacement ?? join(lessonDir, 'src', name)
}

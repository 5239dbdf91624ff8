/** Qué archivos se juzgan como `src/` de una lección en vez de los del alumno. */
export type CandidateFiles = {
  /** Carpeta de la lección, absoluta. */
  readonly lessonDir: string
  /** Nombre dentro de `src/` → archivo absoluto que ocupa su lugar. */
  readonly files: Readonly<Record<string, string>>
}

let judged: CandidateFiles | undefined

/** La llama la entrada de un candidato antes de cargar los tests. */
export function judgeAs(candidate: CandidateFiles): void {
  judged = candidate
}

/** Ausente cuando se juzga lo que hay en `lessons/NN/src`. */
export function judgedCandidate(): CandidateFiles | undefined {
  return judged
}

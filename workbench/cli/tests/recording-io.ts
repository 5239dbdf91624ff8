import type { Io } from '../command.ts'

export type RecordingIo = Io & {
  /** Lo escrito hasta ahora, con un salto de línea detrás de cada trozo. */
  readonly written: { out: string; err: string }
  readonly questions: string[]
}

/** Un `Io` sin terminal que guarda lo que se escribe. Con `answer`, hay a quién preguntar. */
export function createIo(
  root: string,
  { answer, ...rest }: Partial<Io> & { readonly answer?: boolean } = {},
): RecordingIo {
  const written = { out: '', err: '' }
  const questions: string[] = []
  return {
    out: (text) => void (written.out += `${text}\n`),
    err: (text) => void (written.err += `${text}\n`),
    root,
    cwd: root,
    env: {},
    color: false,
    columns: 80,
    confirm:
      answer === undefined
        ? undefined
        : async (question) => {
            questions.push(question)
            return answer
          },
    ...rest,
    written,
    questions,
  }
}

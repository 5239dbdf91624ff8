/** Una queja de `tsc --pretty false`. La ruta es relativa a la carpeta donde se lanzó. */
export type CompilerProblem = {
  readonly file: string
  readonly line: number
  readonly code: string
  readonly message: string
}

// Sangrada es la continuación de otra; sin archivo, un error de la configuración.
const problem = /^(?<file>\S.*?)\((?<line>\d+),\d+\): error (?<code>TS\d+): (?<message>.*)$/

/** La queja de una línea de la salida; `undefined` si esa línea no lo es. */
export function parseProblem(line: string): CompilerProblem | undefined {
  const groups = problem.exec(line)?.groups
  if (!groups) return undefined
  const { file = '', code = '', message = '' } = groups
  return { file, line: Number(groups['line']), code, message }
}

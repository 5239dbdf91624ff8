/** Lo que una orden ve del mundo. Se inyecta entero, así que un test la llama sin proceso. */
export type Io = {
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** La carpeta del taller: donde están `lessons` y `.taller`. */
  readonly root: string
  /** Desde dónde llamó la persona (npm cambia de carpeta antes de llamarnos). */
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly color: boolean
  readonly columns: number
  /** Pregunta de sí o no. Sin terminal no hay a quién preguntar: `undefined`. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined
}

export type Option = {
  readonly type: 'boolean' | 'string'
  readonly short?: string
  /** Cómo se llama el valor en la ayuda: «--nivel <1-3>». */
  readonly value?: string
  readonly help: string
}

export type Args = {
  readonly positionals: readonly string[]
  readonly values: Readonly<Record<string, string | boolean | undefined>>
}

export type Command = {
  /** Una línea para `ayuda`, en minúscula y sin punto. */
  readonly summary: string
  /** Cómo se teclea: «npm run pista -- <lección.paso>». */
  readonly usage: string
  /** Párrafos, separados por una línea en blanco, que solo se ven con `--help`. */
  readonly details?: string
  readonly options: Readonly<Record<string, Option>>
  /** Cuántos argumentos sueltos admite; de más, es un uso incorrecto. Sin límite: `Infinity`. */
  readonly maxPositionals: number
  /** Devuelve el código de salida: 0 superado, 1 pendiente, 2 uso incorrecto, 3 entorno. */
  readonly run: (args: Args, io: Io) => Promise<number>
}

/** Una orden se carga cuando se pide: quien prueba una lección no paga por el doctor. */
export type CommandEntry = {
  /** Un ejemplo de cómo se teclea: «npm run reset -- 02». */
  readonly typed: string
  readonly forAuthors?: boolean
  readonly summary: string
  readonly load: () => Promise<Command>
}

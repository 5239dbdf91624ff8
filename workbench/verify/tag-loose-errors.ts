import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** Nombre del candidato que se juzga; solo en la verificación. */
    judged: string | undefined
  }
}

// Todos los candidatos comparten los archivos de tests, así que la ruta no dice de quién es un
// error suelto. Se marca aquí, antes de que Vitest lo recoja. Un valor que no es objeto no admite
// marca: queda sin dueño y la verificación entera lo denuncia.
function tag(reason: unknown): void {
  if (typeof reason === 'object' && reason !== null)
    Object.assign(reason, { judged: inject('judged') })
}

process.prependListener('unhandledRejection', tag)
process.prependListener('uncaughtException', tag)

import { inject } from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** Nombre del candidato que se juzga; solo en la verificación. */
    judged: string | undefined
  }
}

// Todos los candidatos comparten los archivos de tests, así que la ruta no dice de quién es un
// error suelto: se marca antes de que Vitest lo recoja. Se envuelve su vigilante en vez de añadir
// otro porque, con dos, Vitest supone que el error ya está atendido y lo calla. Un valor que no es
// objeto no admite marca: queda sin dueño y la verificación entera lo denuncia.
for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
  const usual = process.listeners(event as 'uncaughtException')
  process.removeAllListeners(event)
  process.on(event, (reason: unknown) => {
    if (typeof reason === 'object' && reason !== null) {
      Object.assign(reason, { judged: inject('judged') })
    }
    for (const listener of usual)
      listener.call(process, reason as Error, event as 'uncaughtException')
  })
}

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
const ours = Symbol.for('taller.tag-loose-errors')

type Listener = ((reason: unknown, origin: unknown) => void) & { [ours]?: true }

for (const event of ['unhandledRejection', 'uncaughtException'] as const) {
  const listeners = process.listeners(event as 'uncaughtException') as Listener[]
  // Un mismo hilo sirve a muchos archivos: Vitest renueva su vigilante, y el nuestro con él.
  const usual = listeners.filter((listener) => listener[ours] !== true)
  if (usual.length === 0) continue

  const tag: Listener = (reason, origin) => {
    if (typeof reason === 'object' && reason !== null) {
      Object.assign(reason, { judged: inject('judged') })
    }
    for (const listener of usual) listener(reason, origin)
  }
  tag[ours] = true
  process.removeAllListeners(event)
  process.on(event as 'uncaughtException', tag)
}

import { EnvironmentError } from '../services/environment-error.ts'

/** Un fallo del disco contado a la persona; lo que no sea cosa del disco vuelve tal cual. */
export function explainDisk(path: string, error: unknown): unknown {
  const why = reason((error as NodeJS.ErrnoException | null)?.code, path)
  if (why === undefined) return error
  return new EnvironmentError(
    {
      what: 'no se pudo escribir en la carpeta del taller',
      why,
      remedies: [{ text: 'Diagnóstico completo', command: 'npm run doctor' }],
    },
    { cause: error },
  )
}

function reason(code: string | undefined, path: string): string | undefined {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return `No hay permiso para escribir en ${path}.`
    case 'EROFS':
      return `El disco de ${path} está montado solo para leer.`
    case 'ENOSPC':
    case 'EDQUOT':
      return `El disco de ${path} está lleno.`
    case 'EBUSY':
      return `Otro programa tiene abierto ${path}; ciérralo y repite.`
    default:
      return undefined
  }
}

import { join } from 'node:path'

import type { FolderToCheck } from './folder-check.ts'

/** La del taller: ahí van tu código, tu progreso y las copias. */
export function courseFolder(path: string, platform: NodeJS.Platform): FolderToCheck {
  const windows = platform === 'win32'
  const own = windows
    ? `icacls "${path}" /grant "%USERNAME%:(OI)(CI)F" /T`
    : `sudo chown -R "$(id -un)" '${path}'`
  const move = windows ? `move "${path}" "%USERPROFILE%\\taller"` : `mv '${path}' ~/taller`
  return {
    id: 'folder',
    name: 'Carpeta',
    path,
    remedies: {
      missing: { text: 'Vuelve a clonar el taller y entra en su carpeta', command: 'npm install' },
      denied: { text: 'Hazla tuya', command: own },
      full: { text: 'Libera espacio o mueve el taller a otro disco', command: move },
    },
  }
}

/** Vite y la caché de Node escriben en node_modules: instalado con sudo, sin él no se puede. */
export function modulesFolder(root: string, platform: NodeJS.Platform): FolderToCheck {
  const path = join(root, 'node_modules')
  return {
    ...courseFolder(path, platform),
    id: 'modules',
    name: 'Paquetes',
    remedies: {
      ...courseFolder(path, platform).remedies,
      missing: { text: 'Instálalos', command: 'npm install' },
      full: { text: 'Libera espacio y repite', command: 'npm run doctor' },
    },
  }
}

/** La de paso: ahí viven los servidores mientras duran. */
export function temporaryFolder(path: string, platform: NodeJS.Platform): FolderToCheck {
  const windows = platform === 'win32'
  const another = windows
    ? 'set TALLER_TMP=D:\\otra\\ruta && npm test'
    : 'TALLER_TMP=/otra/ruta npm test'
  return {
    id: 'temp',
    name: 'Temporal',
    path,
    remedies: {
      missing: { text: 'Créala', command: windows ? `mkdir "${path}"` : `mkdir -p '${path}'` },
      denied: { text: 'Elige otra', command: another },
      full: { text: 'Libera espacio o elige otra', command: another },
    },
  }
}

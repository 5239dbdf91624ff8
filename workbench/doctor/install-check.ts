import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { fine, trouble, type Finding } from './finding.ts'

type Package = {
  readonly version?: string
  readonly link?: boolean
  readonly dev?: boolean
  readonly optional?: boolean
  readonly devOptional?: boolean
  readonly peer?: boolean
}

type Packages = Readonly<Record<string, Package>>

/**
 * Compara lo instalado con lo que pide package-lock.json. Por contenido y no por fecha: git pone
 * fecha nueva al cambiar de rama aunque el archivo acabe igual.
 */
export async function checkInstall(root: string): Promise<Finding> {
  const [wanted, installed] = await Promise.all([
    readPackages(join(root, 'package-lock.json')),
    readPackages(join(root, 'node_modules', '.package-lock.json')),
  ])
  if (wanted === undefined) {
    return trouble('install', 'Paquetes', 'no se puede leer package-lock.json', [
      { text: 'Recupéralo', command: 'git checkout -- package-lock.json' },
    ])
  }
  if (installed === undefined) return outdated('la instalación está a medias')

  const stale = staleOf(wanted, installed)
  if (stale.length > 0) return outdated(describe(stale))
  const count = Object.keys(installed).length
  return fine('install', 'Paquetes', `${count} instalados, los que pide package-lock.json`)
}

function outdated(detail: string): Finding {
  return trouble('install', 'Paquetes', detail, [{ text: 'Ponlos al día', command: 'npm install' }])
}

function staleOf(wanted: Packages, installed: Packages): readonly string[] {
  return Object.entries(wanted)
    .filter(([path, { link }]) => path.startsWith('node_modules/') && link !== true)
    .filter(([path, { version, ...kind }]) => {
      const found = installed[path]
      if (found !== undefined) return found.version !== version
      // Lo opcional es de otras plataformas; lo de desarrollo se puede no querer.
      return !(kind.dev || kind.optional || kind.devOptional || kind.peer)
    })
    .map(([path]) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length))
}

function describe(stale: readonly string[]): string {
  const names = stale.slice(0, 3).join(', ')
  const rest = stale.length > 3 ? ` y ${stale.length - 3} más` : ''
  const verb =
    stale.length === 1 ? 'no está o es de otra versión' : 'no están o son de otra versión'
  return `${verb}: ${names}${rest}`
}

async function readPackages(path: string): Promise<Packages | undefined> {
  try {
    const lock = JSON.parse(await readFile(path, 'utf8')) as { packages?: Packages }
    return lock.packages
  } catch {
    return undefined // falta o está dañado: quien pregunta propone lo mismo en los dos casos
  }
}

import { delimiter } from 'node:path'

import { readServicesConfig } from '../services/config.ts'
import { findOnPath } from '../services/find-on-path.ts'
import { askProgram } from './ask-program.ts'
import { fine, trouble, type Finding } from './finding.ts'

type Env = Readonly<Record<string, string | undefined>>

export type NodeFacts = {
  /** La que ejecuta el taller ahora mismo. */
  readonly running: string
  /** La que la terminal encuentra fuera del taller, si hay alguna. */
  readonly system: string | undefined
}

export async function readNodeFacts(env: Env, running: string): Promise<NodeFacts> {
  const { searchPath, searchExtensions } = readServicesConfig({
    PATH: withoutNpmFolders(env),
    PATHEXT: env['PATHEXT'],
  })
  const file = await findOnPath(['node'], { searchPath, searchExtensions })
  const answer = file && (await askProgram(file, ['--version'], { timeoutMs: 5_000 }))
  return { running, system: answer?.replace(/^v/, '') }
}

/** El Node del sistema solo tiene que poder ejecutar npm: lo demás lo ejecuta el del taller. */
export function checkNode({ running, system }: NodeFacts): Finding {
  if (system === undefined || system === running) return fine('node', 'Node', running)
  const detail = `${running} (el del taller; el del sistema es ${system})`
  if (canRunNpm(system)) return fine('node', 'Node', detail)
  return trouble(
    'node',
    'Node',
    `${detail}. npm necesita que el del sistema sea 20.19 o posterior`,
    [{ text: 'Instala el 24', command: 'https://nodejs.org/es/download' }],
  )
}

function canRunNpm(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major > 20 || (major === 20 && minor >= 19)
}

// npm pone delante del PATH las carpetas de cada paquete: ahí está el Node del taller.
function withoutNpmFolders(env: Env): string {
  const { searchPath } = readServicesConfig({ PATH: env['PATH'], Path: env['Path'] })
  return searchPath
    .split(delimiter)
    .filter((folder) => !/node_modules[\\/]\.bin[\\/]?$/.test(folder))
    .join(delimiter)
}

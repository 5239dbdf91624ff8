import { relative } from 'node:path'

import type { Plugin } from 'vite'

import type { CandidateFiles } from './candidate.ts'
import { moduleId } from './module-id.ts'

/**
 * Hace que los tests de una lección, escritos contra `../src/…`, juzguen los archivos de un
 * candidato. Los tests no se copian nunca: una copia acaba siendo distinta.
 *
 * Exige `fsModuleCache: false`: la caché en disco de Vitest guarda los imports ya resueltos y no
 * sabe de este plugin, así que todos los candidatos recibirían el código del primero.
 */
export function candidatePlugin({ lessonDir, files }: CandidateFiles): Plugin {
  const src = moduleId(lessonDir, 'src/')
  return {
    name: 'taller:candidate',
    enforce: 'pre',
    async resolveId(id, importer, options) {
      const resolved = await this.resolve(id, importer, { ...options, skipSelf: true })
      const wanted = resolved?.id ?? moduleId(importer ?? '', '..', id)
      if (!wanted.startsWith(src)) return null
      const name = relative(src, wanted).replaceAll('\\', '/')
      const replacement = files[name]
      if (replacement === undefined) {
        throw new Error(`El candidato no tiene «src/${name}» y el iniciador tampoco.`)
      }
      return moduleId(replacement)
    },
  }
}

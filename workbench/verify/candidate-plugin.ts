import { basename, join, relative } from 'node:path'

import type { Plugin } from 'vite'

import type { CandidateFiles } from '../testing/candidate.ts'
import { moduleId } from '../testing/module-id.ts'
import { mark } from './candidate-entry.ts'

/**
 * Hace que los tests de una lección, escritos contra `../src/…`, juzguen los archivos de un
 * candidato. Los tests no se copian nunca: una copia acaba siendo distinta.
 *
 * La marca de la entrada pasa de importador a importado, así que cada paso de cada candidato tiene
 * sus propias instancias y un solo servidor de Vite sirve a todos. Exige `fsModuleCache: false`: la
 * caché en disco de Vitest guarda los imports ya resueltos y no sabe de este plugin.
 */
export function candidatePlugin(root: string, candidates: readonly CandidateFiles[]): Plugin {
  const folders = [moduleId(root, 'lessons/'), moduleId(root, 'solutions/')]
  const mutants = moduleId(root, '.taller/mutants/')
  return {
    name: 'taller:candidate',
    enforce: 'pre',
    async resolveId(id, importer, options) {
      const [, query] = /\?(.*)$/.exec(importer ?? '') ?? []
      const index = new URLSearchParams(query).get(mark.candidate)
      if (index === null) return null
      const candidate = candidates[Number(index)]
      if (candidate === undefined) throw new Error(`No hay ningún candidato «${index}».`)

      const from = importer?.replace(/\?.*$/, '')
      const resolved = await this.resolve(id, from, { ...options, skipSelf: true })
      const wanted = resolved?.id ?? moduleId(from ?? '', '..', id)
      const ours = [...folders, mutants].some((folder) => wanted.startsWith(folder))
      return ours ? `${replacementFor(wanted, { from, root, candidate })}?${query}` : null
    },
  }
}

type Import = {
  readonly from: string | undefined
  readonly root: string
  readonly candidate: CandidateFiles
}

/**
 * Lo importe quien lo importe, un archivo de la lección es el del candidato: también cuando lo pide
 * otro de la solución. La excepción es el propio candidato, que puede envolver al que sustituye.
 */
function replacementFor(wanted: string, { from, root, candidate }: Import): string {
  const { lessonDir, files } = candidate
  const solution = join(root, 'solutions', basename(lessonDir))
  const sources = [
    moduleId(lessonDir, 'src/'),
    moduleId(solution, 'src/'),
    moduleId(solution, 'starter/'),
  ]
  const src = sources.find((folder) => wanted.startsWith(folder))
  if (src === undefined) return wanted
  const name = relative(src, wanted).replaceAll('\\', '/')
  const replacement = files[name]
  if (replacement === undefined) {
    throw new Error(`El candidato no tiene «src/${name}» y el código inicial tampoco.`)
  }
  return moduleId(replacement) === from ? wanted : moduleId(replacement)
}

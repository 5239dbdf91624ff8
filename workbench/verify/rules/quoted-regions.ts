import { posix } from 'node:path'

import { didYouMean } from '../../course/closest.ts'
import type { Rule } from '../linted-course.ts'

const quote = /^<<<\s+(?<path>[^#{\s[]+)(?:#(?<region>[^\s{[]+))?/
const marker = /^\s*(?:\/\/|--|#)\s*#(region|endregion)\b\s*([\w-]*)/

/** Una región mal escrita no rompe la página: enseña el archivo entero. Por eso se mira aquí. */
export const quotedRegions: Rule = async ({ files, read }) => {
  const known = new Set(files)
  const pages = files.filter((file) => /^docs\/.+\.md$/.test(file))
  const faults = await Promise.all(
    pages.map(async (page) => {
      const lines = (await read(page)).split(/\r?\n/)
      const found = await Promise.all(
        lines.map(async (text, index) => {
          const { path, region } = quote.exec(text)?.groups ?? {}
          if (path === undefined) return []
          const where = `${page}:${index + 1} → ${path}${region === undefined ? '' : `#${region}`}`
          const file = path.startsWith('@/')
            ? posix.join('docs', path.slice(2))
            : posix.join(posix.dirname(page), path)
          if (!known.has(file))
            return [{ where, what: `no existe «${file}».${didYouMean(file, known)}` }]
          const what =
            region === undefined ? undefined : regionFault(await read(file), region, file)
          return what === undefined ? [] : [{ where, what }]
        }),
      )
      return found.flat()
    }),
  )
  return faults.flat()
}

function regionFault(source: string, wanted: string, file: string): string | undefined {
  const markers = source.split(/\r?\n/).flatMap((line) => {
    const [, kind, name] = marker.exec(line) ?? []
    return kind === undefined || name === undefined ? [] : [{ kind, name }]
  })
  const starts = markers.filter(({ kind }) => kind === 'region').map(({ name }) => name)
  const times = starts.filter((name) => name === wanted).length
  if (times === 0) {
    return `${file} no tiene ninguna región «${wanted}».${didYouMean(wanted, new Set(starts))}`
  }
  if (times > 1) return `${file} tiene ${times} regiones «${wanted}»: solo se enseñaría la primera.`
  const closed = markers.some(({ kind, name }) => kind === 'endregion' && name === wanted)
  return closed ? undefined : `a la región «${wanted}» de ${file} le falta «#endregion ${wanted}».`
}

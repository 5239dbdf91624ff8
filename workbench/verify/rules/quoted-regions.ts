import type { Fault } from '../../course/malformed-lesson-error.ts'
import type { LintedCourse, Rule } from '../linted-course.ts'

const quote = /^<<< @\/\.\.\/(?<path>[^\s#{]+)(?:#(?<region>[^\s{]+))?/

/** Una página cita código que existe: con una región mal escrita saldría el archivo entero. */
export const quotedRegions: Rule = async (course) => {
  const pages = course.files.filter((file) => file.startsWith('docs/') && file.endsWith('.md'))
  return (await Promise.all(pages.map((page) => faultsIn(course, page)))).flat()
}

async function faultsIn(course: LintedCourse, page: string): Promise<readonly Fault[]> {
  const lines = (await course.read(page)).split('\n')
  const faults = await Promise.all(
    lines.map(async (line, index): Promise<readonly Fault[]> => {
      if (!line.startsWith('<<<')) return []
      const where = `${page}:${index + 1}`
      const { path, region } = quote.exec(line)?.groups ?? {}
      if (path === undefined) return [{ where, what: 'se cita así: <<< @/../ruta#region' }]
      if (!course.files.includes(path)) return [{ where, what: `no existe «${path}».` }]
      if (region === undefined) return []
      const marked = new RegExp(String.raw`#region ${RegExp.escape(region)}\s*$`, 'm')
      if (marked.test(await course.read(path))) return []
      return [{ where, what: `«${path}» no tiene ninguna región «${region}».` }]
    }),
  )
  return faults.flat()
}

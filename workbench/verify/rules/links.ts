import { posix } from 'node:path'

import { didYouMean } from '../../course/closest.ts'
import { listFiles } from '../../course/file-tree.ts'
import { starterDir } from '../../course/files.ts'
import type { Fault } from '../../course/malformed-lesson-error.ts'
import type { LintedCourse, Rule } from '../linted-course.ts'
import { type Located, type Markdown, parseMarkdown } from '../markdown.ts'

type Pages = ReadonlyMap<string, Markdown>

/** Un enlace, una ruta o un ancla que no llevan a ningún sitio echan a quien acaba de llegar. */
export const links: Rule = async (course) => {
  const pages = new Map(
    await Promise.all(
      course.files
        .filter((file) => file.endsWith('.md'))
        .map(async (file) => [file, parseMarkdown(await course.read(file))] as const),
    ),
  )
  const known = await pathsOf(course)
  return [...pages].flatMap(([page, { links: targets, code, commands }]) => [
    ...targets.flatMap((link) => linkFaults(page, link, pages, known)),
    ...code.flatMap((span) => pathFaults(page, span, known)),
    ...commands.flatMap((command) => folderFaults(page, command, known)),
  ])
}

/** Todo lo que hay, carpetas incluidas. Lo del src de una lección es lo de su código inicial. */
async function pathsOf({ files, lessons, rootEntries }: LintedCourse): Promise<Set<string>> {
  const starters = await Promise.all(
    lessons.map(async (lesson) => {
      const names = await listFiles(starterDir(lesson))
      const folders = [`lessons/${lesson.slug}/src`, `solutions/${lesson.slug}/starter`]
      return folders.flatMap((folder) => names.map((name) => `${folder}/${name}`))
    }),
  )
  // «errores-tipicos/[lesson].md» es una página por lección: VitePress las hace al construir.
  const generated = files
    .filter((file) => file.includes('[lesson]'))
    .flatMap((file) => lessons.map(({ slug }) => file.replace('[lesson]', slug)))
  const paths = new Set(['.', ...rootEntries])
  for (const file of [...files, ...starters.flat(), ...generated]) {
    for (let path = file; path !== '.'; path = posix.dirname(path)) paths.add(path)
  }
  return paths
}

function linkFaults(
  page: string,
  { text, line }: Located,
  pages: Pages,
  known: ReadonlySet<string>,
): readonly Fault[] {
  if (/^[a-z][a-z\d+.-]*:|^\/\//i.test(text)) return [] // de fuera: no se comprueba sin red
  const [target = '', anchor] = decodeURIComponent(text).split('#')
  const where = `${page}:${line} → ${text}`
  const path = target === '' ? page : resolve(page, target)
  if (!known.has(path)) return [{ where, what: missing(path, known) }]
  if (anchor === undefined || anchor === '') return []

  const markdown = pages.get(path) ?? pages.get(posix.join(path, 'README.md'))
  if (markdown === undefined) {
    return /^L\d+(?:-L\d+)?$/.test(anchor)
      ? []
      : [{ where, what: `«#${anchor}» solo existe en páginas Markdown.` }]
  }
  if (markdown.anchors.has(anchor)) return []
  const what = `${path} no tiene ningún título «#${anchor}».${didYouMean(anchor, markdown.anchors)}`
  return [{ where, what }]
}

/** «`lessons/01-…/src/x.ts`» o, en una lección, «`src/x.ts`». Con NN, «…» o `*` es un ejemplo. */
function pathFaults(
  page: string,
  { text, line }: Located,
  known: ReadonlySet<string>,
): readonly Fault[] {
  const path = text.replace(/(?<=.):\d+$/, '').replace(/\/$/, '')
  const inLesson = /^lessons\/[^/]+\//.test(page)
  const looksLikePath = inLesson
    ? /^(?:src|tests|lessons|solutions|workbench|scripts|\.github)\/|^\.{1,2}\//
    : /^(?:lessons|solutions|workbench|scripts|\.github)\//
  if (!looksLikePath.test(path) || !/^[\w./-]+$/.test(path) || /NN/.test(path)) return []
  const found = [path, resolve(page, path)].some((each) => known.has(each))
  return found ? [] : [{ where: `${page}:${line} → ${text}`, what: missing(path, known) }]
}

function folderFaults(
  page: string,
  { text, line }: Located,
  known: ReadonlySet<string>,
): readonly Fault[] {
  return [...text.matchAll(/\bcd\s+(lessons\/[\w./-]+|solutions\/[\w./-]+)/g)].flatMap(
    ([command, folder = '']) =>
      /NN/.test(folder) || known.has(posix.join(folder).replace(/\/$/, ''))
        ? []
        : [{ where: `${page}:${line} → ${command}`, what: missing(folder, known) }],
  )
}

function resolve(page: string, target: string): string {
  const root = page.startsWith('docs/') ? 'docs' : '' // en el sitio, «/» es su raíz
  const path = target.startsWith('/')
    ? posix.join(root, target.slice(1))
    : posix.join(posix.dirname(page), target)
  return posix.normalize(path).replace(/(?<=.)\/$/, '')
}

function missing(path: string, known: ReadonlySet<string>): string {
  return `no existe «${path}».${didYouMean(path, known)}`
}

import { didYouMean } from '../../course/closest.ts'
import type { Lesson } from '../../course/lesson.ts'
import type { Rule } from '../linted-course.ts'
import { type Located, parseMarkdown } from '../markdown.ts'

const builtIn = new Set(['ci', 'install', 'i', 'exec', 'run', 'help', 'config', 'version', 'pkg'])
const npmCommand = /\bnpm (?<run>run )?(?<name>[a-zA-Z][\w:-]*)(?: -- (?<args>[^`»#|&;]*))?/g

/** Las órdenes que se pueden copiar de una página funcionan: el script y la lección existen. */
export const commands: Rule = async ({ files, read, lessons }) => {
  const root = files.includes('package.json') ? JSON.parse(await read('package.json')) : {}
  const scripts = Object.keys((root as { scripts?: object }).scripts ?? {})
  const pages = files.filter((file) => file.endsWith('.md') || /^\.github\/.+\.yml$/.test(file))
  const faults = await Promise.all(
    pages.map(async (page) =>
      spansOf(page, await read(page)).flatMap(({ text, line }) =>
        [...text.matchAll(npmCommand)].flatMap(({ 0: command, groups = {} }) => {
          const what =
            scriptFault(groups['name'] ?? '', groups['run'] !== undefined, scripts) ??
            lessonFault(groups['args'] ?? '', lessons)
          return what === undefined ? [] : [{ where: `${page}:${line} → ${command.trim()}`, what }]
        }),
      ),
    ),
  )
  return faults.flat()
}

function spansOf(page: string, text: string): readonly Located[] {
  if (!page.endsWith('.md')) {
    return text.split('\n').map((line, index) => ({ text: line, line: index + 1 }))
  }
  const { code, commands: fenced } = parseMarkdown(text)
  return [...code, ...fenced]
}

function scriptFault(name: string, run: boolean, scripts: readonly string[]): string | undefined {
  if (scripts.includes(name) && (run || ['start', 'test'].includes(name))) return undefined
  if (!run && builtIn.has(name)) return undefined
  if (!run && scripts.includes(name)) return `le falta «run»: npm run ${name}.`
  return `package.json no tiene ningún script «${name}».${didYouMean(name, scripts)}`
}

/** «05» o «05.3» detrás de «--». */
function lessonFault(args: string, lessons: readonly Lesson[]): string | undefined {
  const [, number, step] = /^(\d{1,2})(?:\.(\d+))?(?=\s|$)/.exec(args.trim()) ?? []
  if (number === undefined) return undefined
  const lesson = lessons.find((each) => each.number === number.padStart(2, '0'))
  if (lesson === undefined) return `no hay ninguna lección ${number}.`
  return step === undefined || lesson.steps[Number(step) - 1] !== undefined
    ? undefined
    : `la lección ${number} no tiene paso ${step}: van del 1 al ${lesson.steps.length}.`
}

import type { Rule } from '../linted-course.ts'

/** Con el sitio en marcha, una lección sin página no la encuentra quien llega leyendo. */
export const lessonPages: Rule = async ({ lessons, files, rootEntries }) => {
  if (!rootEntries.includes('docs')) return []
  const known = new Set(files)
  return lessons
    .map(({ slug }) => `docs/lecciones/${slug}.md`)
    .filter((page) => !known.has(page))
    .map((page) => ({
      where: page,
      what: 'falta la página de esta lección: qué idea enseña, qué promete y qué suele ir mal.',
    }))
}

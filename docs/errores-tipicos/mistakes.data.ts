import { fileURLToPath } from 'node:url'

import { githubSlug } from '../../workbench/verify/markdown.ts'
import { readMistakes } from '../.vitepress/catalogue/mistakes.ts'

export type Summary = {
  readonly slug: string
  readonly title: string
  readonly count: number
  readonly mistakes: readonly { readonly title: string; readonly anchor: string }[]
}

export declare const data: readonly Summary[]

export default {
  watch: ['../../solutions/*/mistakes/*.ts'],
  async load(): Promise<readonly Summary[]> {
    const root = fileURLToPath(new URL('../..', import.meta.url))
    const lessons = await readMistakes(root)
    return lessons
      .filter(({ mistakes }) => mistakes.length > 0)
      .map(({ slug, number, title, mistakes }) => ({
        slug,
        title: `${number} · ${title}`,
        count: mistakes.length,
        mistakes: mistakes.map((mistake) => ({
          title: mistake.title.replaceAll('`', ''),
          anchor: githubSlug(mistake.title),
        })),
      }))
  },
}

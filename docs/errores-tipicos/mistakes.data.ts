import { fileURLToPath } from 'node:url'

import { readMistakes } from '../.vitepress/catalogue/mistakes.ts'

export type Summary = {
  readonly slug: string
  readonly title: string
  readonly steps: readonly {
    readonly title: string
    readonly mistakes: readonly { readonly title: string; readonly anchor: string }[]
  }[]
}

export declare const data: readonly Summary[]

export default {
  watch: ['../../solutions/*/mistakes/*.ts'],
  async load(): Promise<readonly Summary[]> {
    const root = fileURLToPath(new URL('../..', import.meta.url))
    const lessons = await readMistakes(root)
    return lessons.map(({ slug, number, title, steps }) => ({
      slug,
      title: `${number} · ${title}`,
      steps: steps.map((step) => ({
        title: `Paso ${step.number} · ${step.title}`,
        mistakes: step.mistakes.map((mistake) => ({
          title: mistake.title.replaceAll('`', ''),
          anchor: mistake.name,
        })),
      })),
    }))
  },
}

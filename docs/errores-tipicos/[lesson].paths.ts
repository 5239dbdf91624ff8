import { fileURLToPath } from 'node:url'

import { readDistinctions, readMistakes } from '../.vitepress/catalogue/mistakes.ts'
import { mistakesPage } from '../.vitepress/catalogue/page.ts'

export default {
  watch: ['../../solutions/*/{mistakes,src}/*.ts'],
  async paths() {
    const root = fileURLToPath(new URL('../..', import.meta.url))
    const lessons = await readMistakes(root)
    return Promise.all(
      lessons.map(async (lesson) => ({
        params: { lesson: lesson.slug },
        content: mistakesPage(lesson, await readDistinctions(root, lesson)),
      })),
    )
  },
}

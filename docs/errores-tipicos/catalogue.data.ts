import { readMistakes } from './mistakes.ts'

type Summary = { readonly slug: string; readonly title: string; readonly count: number }

declare const data: readonly Summary[]
export { data }

// VitePress lo lee del export por defecto.
const loader = {
  watch: ['../../solutions/*/mistakes/*.ts'],
  load: (): readonly Summary[] =>
    readMistakes().map(({ slug, title, mistakes }) => ({ slug, title, count: mistakes.length })),
}

export default loader

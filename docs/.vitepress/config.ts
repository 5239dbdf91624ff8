import { fileURLToPath } from 'node:url'

import { defineConfig, type HeadConfig } from 'vitepress'

import { githubSlug } from '../../workbench/verify/markdown.ts'
import { containerLabels, labels, searchLabels } from './labels.ts'
import { diagramsPlugin } from './markdown/diagrams.ts'
import { inlineCodePlugin } from './markdown/inline-code.ts'
import { tracesPlugin } from './markdown/traces.ts'
import { nav, sidebar } from './navigation.ts'
import { foldTerm } from './search.ts'
import { withContentSecurityPolicy } from './security.ts'

const docs = fileURLToPath(new URL('..', import.meta.url))
const base = process.env['DOCS_BASE'] ?? '/'
/** De dónde se servirá, para lo que exige direcciones completas: sin ella, ni sitemap ni og:url. */
const origin = process.env['DOCS_ORIGIN']

export default defineConfig({
  lang: 'es',
  title: 'Taller de eventos',
  description:
    'Mensajería y arquitectura orientada a eventos, en español y con las manos: TypeScript, PostgreSQL y Redis de verdad.',
  base,
  cleanUrls: false,
  srcExclude: ['node_modules/**'],
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}icon.svg` }],
    ['meta', { name: 'theme-color', content: '#faf8f3', media: '(prefers-color-scheme: light)' }],
    ['meta', { name: 'theme-color', content: '#171614', media: '(prefers-color-scheme: dark)' }],
    ['meta', { property: 'og:site_name', content: 'Taller de eventos' }],
    ['meta', { property: 'og:locale', content: 'es' }],
    ['meta', { property: 'og:type', content: 'article' }],
    ['meta', { name: 'twitter:card', content: 'summary' }],
  ],
  ...(origin === undefined ? {} : { sitemap: { hostname: new URL(base, origin).href } }),
  transformHead({ title, description, page }) {
    const tags: HeadConfig[] = [
      ['meta', { property: 'og:title', content: title }],
      ['meta', { property: 'og:description', content: description }],
    ]
    if (origin === undefined) return tags
    const path = page.replace(/(?:^|(?<=\/))index\.md$/, '').replace(/\.md$/, '.html')
    const url = new URL(base + path, origin).href
    return [
      ...tags,
      ['meta', { property: 'og:url', content: url }],
      ['link', { rel: 'canonical', href: url }],
    ]
  },
  transformHtml: (html) => withContentSecurityPolicy(html),
  markdown: {
    container: containerLabels,
    codeCopyButton: { tooltipText: 'Copiar el código', copiedText: 'Copiado' },
    // Las mismas anclas que en GitHub: un enlace vale en los dos sitios, y las comprobamos igual.
    anchor: { slugify: githubSlug },
    config(md) {
      inlineCodePlugin(md)
      diagramsPlugin(md)
      tracesPlugin(md, docs)
    },
  },
  themeConfig: {
    ...labels,
    nav: nav(docs),
    sidebar: sidebar(docs),
    search: {
      provider: 'local',
      options: {
        translations: searchLabels,
        miniSearch: { options: { processTerm: foldTerm } },
      },
    },
  },
})

import { fileURLToPath } from 'node:url'

import { defineConfig, type HeadConfig } from 'vitepress'

import { githubSlug } from '../../workbench/verify/markdown.ts'
import { readMistakes } from './catalogue/mistakes.ts'
import { mistakesPage } from './catalogue/page.ts'
import { containerLabels, labels, searchLabels } from './labels.ts'
import { anchorLabelsPlugin } from './markdown/anchor-labels.ts'
import { diagramsPlugin } from './markdown/diagrams.ts'
import { differenceLines } from './markdown/difference-lines.ts'
import { inlineCodePlugin } from './markdown/inline-code.ts'
import { relayResultsPlugin } from './markdown/relay-results.ts'
import { tablesPlugin } from './markdown/tables.ts'
import { tracesPlugin } from './markdown/traces.ts'
import { nav, sidebar } from './navigation.ts'
import { asNotFound } from './not-found.ts'
import { foldTerm } from './search.ts'
import { withContentSecurityPolicy } from './security.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
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
  // Sin que nadie pulse nada, una página baja lo suyo y no las doce que enlaza la barra lateral.
  router: { prefetchLinks: false },
  srcExclude: ['node_modules/**'],
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}icon.svg` }],
    ['link', { rel: 'apple-touch-icon', href: `${base}icon.png` }],
    // Con id: de dos metas con el mismo nombre, VitePress se queda solo con la última.
    themeColor('light', '#faf8f3'),
    themeColor('dark', '#171614'),
    ['meta', { property: 'og:site_name', content: 'Taller de eventos' }],
    ['meta', { property: 'og:locale', content: 'es_ES' }],
    ['meta', { name: 'twitter:card', content: 'summary' }],
  ],
  ...(origin === undefined ? {} : { sitemap: { hostname: new URL(base, origin).href } }),
  transformPageData(page) {
    // Lo que no está en el índice lateral vuelve a su lista, y no a la primera página del sitio.
    const [, list = ''] = /^(decisiones|errores-tipicos)\/(?!index)/.exec(page.relativePath) ?? []
    if (list === '') return
    const text = list === 'decisiones' ? 'Decisiones' : 'Errores típicos'
    page.frontmatter = { prev: { text, link: `/${list}/` }, next: false, ...page.frontmatter }
    // Las páginas generadas no tienen cabecera propia.
    if (list === 'errores-tipicos') {
      page.frontmatter['pageClass'] = 'errores-tipicos'
      page.description = `${page.title}. Respuestas equivocadas de verdad, lo que se nota en producción y lo que dice el test que las rechaza.`
    }
  },
  transformHead({ title, description, page }) {
    if (page === '404.md') return [] // no es una dirección que nadie comparta
    const tags: HeadConfig[] = [
      ['meta', { property: 'og:title', content: title }],
      ['meta', { property: 'og:description', content: description }],
      ['meta', { property: 'og:type', content: page === 'index.md' ? 'website' : 'article' }],
    ]
    if (origin === undefined) return tags
    const path = page.replace(/(?:^|(?<=\/))index\.md$/, '').replace(/\.md$/, '.html')
    const url = new URL(base + path, origin).href
    return [
      ...tags,
      ['meta', { property: 'og:url', content: url }],
      ['meta', { property: 'og:image', content: new URL(`${base}icon.png`, origin).href }],
      ['meta', { property: 'og:image:alt', content: 'Dos líneas de vida y dos mensajes' }],
      ['link', { rel: 'canonical', href: url }],
    ]
  },
  transformHtml: (html, _id, { page }) =>
    withContentSecurityPolicy(page === '404.md' ? asNotFound(html, labels.notFound, base) : html),
  // Mermaid trae piezas grandes que casi nadie llega a pedir; el peso de cada página lo miramos aparte.
  // En el servidor no dibuja nadie, así que allí ni se empaqueta.
  vite: { build: { chunkSizeWarningLimit: 3000 }, ssr: { external: ['mermaid'] } },
  markdown: {
    linkify: false, // un correo o un dominio citado no es un enlace: los de verdad se escriben
    container: containerLabels,
    codeTransformers: [differenceLines],
    codeCopyButton: { tooltipText: 'Copiar el código', copiedText: 'Copiado' },
    // Las mismas anclas que en GitHub: un enlace vale en los dos sitios, y las comprobamos igual.
    anchor: { slugify: githubSlug },
    config(md) {
      inlineCodePlugin(md)
      anchorLabelsPlugin(md)
      tablesPlugin(md)
      diagramsPlugin(md)
      tracesPlugin(md, docs)
      relayResultsPlugin(md, root)
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
        // Las páginas que salen del catálogo no son archivos: su texto hay que dárselo al buscador.
        async _render(source, env, md) {
          const text = source === '' ? await generatedPage(env.relativePath) : source
          const html = await md.renderAsync(text, env)
          return env.frontmatter?.['search'] === false ? '' : withoutTranscripts(html)
        },
        miniSearch: { options: { processTerm: foldTerm } },
      },
    },
  },
})

function themeColor(scheme: 'light' | 'dark', color: string): HeadConfig {
  const media = `(prefers-color-scheme: ${scheme})`
  return ['meta', { id: `theme-${scheme}`, name: 'theme-color', content: color, media }]
}

async function generatedPage(path: string): Promise<string> {
  const lessons = await readMistakes(root)
  const lesson = lessons.find(({ slug }) => path === `errores-tipicos/${slug}.md`)
  return lesson === undefined ? '' : mistakesPage(lesson)
}

/** Cada suceso de una traza sería un resultado más, y ninguno el que se busca. */
function withoutTranscripts(html: string): string {
  return html.replaceAll(/<details class="trace-text">[\s\S]*?<\/details>/g, '')
}

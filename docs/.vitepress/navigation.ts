import { existsSync } from 'node:fs'
import { join } from 'node:path'

import type { DefaultTheme } from 'vitepress'

const groups: readonly {
  readonly text: string
  readonly pages: Readonly<Record<string, string>>
}[] = [
  {
    text: 'Para empezar',
    pages: { '/empezar': 'Dos órdenes y el primer paso', '/preguntas': 'Preguntas' },
  },
  {
    text: 'Lecciones',
    pages: {
      '/lecciones/01-sync-vs-async': '01 · Síncrono frente a asíncrono',
      '/lecciones/02-event-bus': '02 · Bus de eventos',
      '/lecciones/03-bullmq': '03 · Cola de trabajos',
      '/lecciones/04-pub-sub': '04 · Notificaciones en tiempo real',
      '/lecciones/05-outbox': '05 · Outbox transaccional',
      '/lecciones/06-cqrs': '06 · Comandos y consultas',
    },
  },
  {
    text: 'Para consultar',
    pages: {
      '/resumen-de-patrones': 'Qué patrón usar',
      '/errores-tipicos/': 'Errores típicos',
      '/probar-codigo-asincrono': 'Probar sin esperas',
      '/glosario': 'Glosario',
    },
  },
  {
    text: 'Para quien enseña',
    pages: { '/instructores': 'Guía para dar clase', '/decisiones/': 'Decisiones' },
  },
]

/** El índice lateral. Lo que aún no está escrito no se anuncia. */
export function sidebar(docs: string): DefaultTheme.SidebarItem[] {
  return groups
    .map(({ text, pages }) => ({
      text,
      items: Object.entries(pages)
        .filter(([link]) => exists(docs, link))
        .map(([link, title]) => ({ text: title, link })),
    }))
    .filter(({ items }) => items.length > 0)
}

export function nav(docs: string): DefaultTheme.NavItem[] {
  return [
    { text: 'Empezar', link: '/empezar' },
    { text: 'Qué patrón usar', link: '/resumen-de-patrones' },
    { text: 'Errores típicos', link: '/errores-tipicos/', activeMatch: '/errores-tipicos/' },
    { text: 'Glosario', link: '/glosario' },
  ].filter(({ link }) => exists(docs, link))
}

function exists(docs: string, link: string): boolean {
  return existsSync(join(docs, link.endsWith('/') ? `${link}index.md` : `${link}.md`))
}

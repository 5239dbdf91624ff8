import { mkdir, readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { chromium } from 'playwright-core'

import { listFiles } from '../../../workbench/course/file-tree.ts'
import { deepLinks } from './deep-links.ts'
import { openTab, views, type Tab, type View } from './look.ts'
import { measure } from './measure.ts'
import { search } from './search.ts'
import { serve } from './serve.ts'
import { withoutScripts } from './without-scripts.ts'

/** node docs/.vitepress/checks/site.ts [parte de una ruta]: mira el sitio ya construido. */
const dist = join(import.meta.dirname, '../dist')
const shots = process.env['DOCS_SHOTS']
const only = process.argv[2] ?? ''
/** Primero el que no tiene ventanas: pinta lo mismo y tarda bastante menos. */
const browsers = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'].map(
  (name) => join('/usr/bin', name),
)

process.exitCode = await main()

async function main(): Promise<number> {
  const executablePath = process.env['CHROMIUM'] ?? browsers.find((path) => existsSync(path))
  if (executablePath === undefined) {
    console.error(
      'No hay ningún Chromium. Instálalo o di dónde está:  CHROMIUM=/ruta/al/ejecutable',
    )
    return 3
  }
  const pages = (await listFiles(dist)).filter(
    (file) => file.endsWith('.html') && file.includes(only),
  )
  if (pages.length === 0) {
    console.error('No hay ninguna página. Constrúyelas antes:  npm run docs:build')
    return 2
  }
  if (shots !== undefined) await mkdir(shots, { recursive: true })
  await using server = await serve(dist, await builtBase())
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    // Las cuatro vistas de una página, a la vez: cada una en su pestaña, que ya tiene lo común.
    const tabs = await Promise.all(views.map((view) => openTab(browser, view)))
    let count = 0
    for (const page of pages) count += await report(page, await checkPage(tabs, server.url, page))
    count += await report('búsqueda', await search(browser, server.url))
    count += await report('enlaces a un paso', await deepLinks(browser, server.url, pages))
    count += await report('sin JavaScript', await withoutScripts(browser, server.url, pages))
    count += await report('peso y velocidad', await measure(browser, server.url, pages))
    console.log(count === 0 ? `\n${pages.length} páginas, bien` : `\n${count} faltas`)
    return count === 0 ? 0 : 1
  } finally {
    await browser.close()
  }
}

/** La carpeta para la que se construyó (DOCS_BASE), que es la que piden sus páginas. */
async function builtBase(): Promise<string> {
  const home = await readFile(join(dist, 'index.html'), 'utf8')
  const [, base] = / src="([^"]*\/)assets\//.exec(home) ?? []
  if (base === undefined) throw new Error(`${dist}/index.html no carga nada de «assets».`)
  return base
}

async function checkPage(
  tabs: readonly Tab[],
  url: string,
  page: string,
): Promise<readonly string[]> {
  const found = await Promise.all(
    tabs.map((tab, index) => tab.lookAt(url + page, shotPath(page, views[index]))),
  )
  return found.flat()
}

function shotPath(page: string, view: View | undefined): string | undefined {
  if (shots === undefined || view === undefined) return undefined
  const name = page.replaceAll('/', '_').replace('.html', '')
  return join(shots, `${name}-${view.width}-${view.scheme}.png`)
}

async function report(title: string, faults: readonly string[]): Promise<number> {
  console.log(`${faults.length === 0 ? 'bien ' : 'MAL  '} ${title}`)
  for (const fault of faults) console.log(`       ${fault}`)
  return faults.length
}

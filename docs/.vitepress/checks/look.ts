import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

import type { Browser, Page } from 'playwright-core'

export type View = { readonly width: number; readonly scheme: 'light' | 'dark' }

export const views: readonly View[] = [390, 1440].flatMap((width) =>
  (['light', 'dark'] as const).map((scheme) => ({ width, scheme })),
)

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type AxeResult = {
  readonly violations: readonly {
    readonly id: string
    readonly impact: string | null
    readonly nodes: readonly {
      readonly target: readonly unknown[]
      readonly failureSummary?: string
    }[]
  }[]
}

/** Una pestaña que se queda con su tamaño y sus colores, y con lo que ya descargó. */
export type Tab = {
  lookAt(url: string, shot: string | undefined): Promise<readonly string[]>
}

export async function openTab(browser: Browser, { width, scheme }: View): Promise<Tab> {
  const page = await browser.newPage({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    reducedMotion: scheme === 'dark' ? 'reduce' : 'no-preference', // así se miran los dos
  })
  const where = `${width} px, ${scheme}`
  let faults: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`consola: ${message.text()}`)
  })
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`))
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.status()} en ${response.url()}`)
  })

  return {
    async lookAt(url, shot) {
      faults = []
      await open(page, url)
      faults.push(...(await drawDiagrams(page)))
      faults.push(...(await playTraces(page, width === 390 && scheme === 'light')))
      faults.push(...(await tooWide(page, [width, narrower(width)])))
      faults.push(...(await accessibility(page)))
      if (shot !== undefined) {
        await page.evaluate(() => scrollTo(0, 0))
        await page.screenshot({ path: shot, fullPage: true })
      }
      return faults.map((fault) => `${where}: ${fault}`)
    },
  }
}

/** El móvil más estrecho que se usa, o el monitor con el zoom al 200 %. */
function narrower(width: number): number {
  return width === 390 ? 320 : width / 2
}

/** Sin barra horizontal a ninguno de esos anchos; después, la página vuelve al primero. */
async function tooWide(page: Page, widths: readonly [number, number]): Promise<readonly string[]> {
  const faults: string[] = []
  for (const width of widths) {
    await page.setViewportSize({ width, height: 900 })
    const extra = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (extra > 0) faults.push(`a ${width} px, sobran ${extra} a lo ancho`)
  }
  await page.setViewportSize({ width: widths[0], height: 900 })
  return faults
}

/** Abre una página y espera a que Vue la haya hecho suya: antes, un clic no hace nada. */
async function open(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.waitForFunction(() => '__vue_app__' in (document.querySelector('#app') ?? {}))
  await page.mouse.move(1, 1) // hasta que alguien se mueve no se dibuja nada
}

async function drawDiagrams(page: Page): Promise<readonly string[]> {
  const faults: string[] = []
  for (const figure of await page.locator('figure.diagram').all()) {
    await figure.scrollIntoViewIfNeeded()
    const text = figure.locator('.diagram-drawing svg')
    const drawn = await text
      .waitFor({ timeout: 20_000 })
      .then(() => text.textContent())
      .catch(() => undefined) // lo que importa es que no está, y se dice aquí abajo
    const title = await figure.locator('figcaption span').textContent()
    if (!/\p{Letter}{3}/u.test(drawn ?? ''))
      faults.push(`el diagrama «${title}» no tiene dibujo con texto`)
  }
  return faults
}

/** Cada reproductor, capítulo a capítulo, hasta el final y con el teclado; con `slowly`, paso a paso. */
async function playTraces(page: Page, slowly: boolean): Promise<readonly string[]> {
  const faults: string[] = []
  const missing = await page.locator('.trace-missing').count()
  if (missing > 0) faults.push(`${missing} trazas sin grabar`)
  for (const form of await page.locator('.predict').all()) {
    await form.scrollIntoViewIfNeeded()
    await form.locator('input[type=radio]').first().check()
    await form.locator('button[type=submit]').click()
    await form.locator('.predict-verdict').waitFor()
    if ((await form.locator('.is-answer').count()) !== 1) faults.push('una pregunta sin respuesta')
  }
  for (const player of await page.locator('section.trace').all()) {
    await player.scrollIntoViewIfNeeded()
    await player.locator('.trace-play:enabled').waitFor()
    const chapters = await player.locator('.trace-chapter option').count()
    for (let chapter = 1; chapter <= Math.max(chapters, 1); chapter++) {
      if (chapters > 0) await player.locator('.trace-chapter select').selectOption(String(chapter))
      const slider = player.locator('input[type=range]')
      const last = Number(await slider.getAttribute('max'))
      await player.locator('.trace-stage').focus()
      const keys = slowly ? Array.from({ length: last }, () => 'ArrowRight') : ['End']
      for (const key of keys) await page.keyboard.press(key)
      const rows = await player.locator('.trace-row').count()
      if (last === 0 || rows !== last || Number(await slider.inputValue()) !== last) {
        faults.push(`una traza se queda en el paso ${rows} de ${last}`)
      }
    }
  }
  return faults
}

async function accessibility(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe) // como script de la página lo impediría su propia política
  // Se filtra allí: todo lo que sí está bien pesa megas y tardaría más en llegar que en mirarse.
  const grave = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(options: object): Promise<AxeResult> } }
    const { violations } = await axe.run({ resultTypes: ['violations'] })
    return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  })
  return grave.flatMap(({ id, nodes }) =>
    nodes.slice(0, 3).map(({ target, failureSummary }) => {
      const why = failureSummary?.split('\n').slice(1, 2).join('').trim() ?? ''
      return `axe ${id}: ${target.join(' ')} ${why}`
    }),
  )
}

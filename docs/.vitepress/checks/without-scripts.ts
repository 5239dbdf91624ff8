import type { Browser, Locator, Page } from 'playwright-core'

/** Sin JavaScript, una lección se lee entera: el texto, el código y lo que cuentan dibujos y trazas. */
export async function withoutScripts(
  browser: Browser,
  url: string,
  pages: readonly string[],
): Promise<readonly string[]> {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: 390, height: 844 },
  })
  try {
    const page = await context.newPage()
    const faults: string[] = []
    for (const path of pages.filter((each) => each.startsWith('lecciones/'))) {
      await page.goto(url + path)
      faults.push(...(await unreadable(page)).map((fault) => `${path}: ${fault}`))
    }
    return faults
  } finally {
    await context.close()
  }
}

async function unreadable(page: Page): Promise<readonly string[]> {
  const faults: string[] = []
  const text = (await page.locator('main').innerText()).length
  if (text < 3000) faults.push(`solo se leen ${text} letras`)
  const blocks = page.locator('main pre code')
  if ((await blocks.count()) === 0) faults.push('no hay ningún bloque de código')
  for (const block of await blocks.all()) {
    if ((await shownText(block)).trim() === '') faults.push('un bloque de código sale vacío')
  }
  for (const figure of await page.locator('figure.diagram').all()) {
    if ((await shownText(figure.locator('p').first())).length < 40) {
      faults.push(`no se lee qué cuenta «${await figure.locator('figcaption').innerText()}»`)
    }
  }
  const traces = page.locator('details.trace-text')
  if ((await traces.count()) === 0) faults.push('no hay ninguna traza en texto')
  for (const trace of await traces.all()) {
    await trace.locator('summary').click() // desplegar no es cosa de JavaScript
    if ((await shownText(trace.locator('ol').first())).length < 40) {
      faults.push('una traza desplegada no dice nada')
    }
  }
  const dead = await page.locator('.trace-controls:visible, .trace-loading:visible').count()
  if (dead > 0) faults.push(`se ven ${dead} mandos de un reproductor que no puede moverse`)
  return faults
}

/** De lo que no se ve, `innerText` también daría el texto. */
async function shownText(element: Locator): Promise<string> {
  return (await element.isVisible()) ? element.innerText() : ''
}

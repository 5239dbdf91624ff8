import type { Browser, Page } from 'playwright-core'

/** El enlace a un paso abre la lección en ese capítulo y en ese paso, con el reproductor a la vista. */
export async function deepLinks(
  browser: Browser,
  url: string,
  pages: readonly string[],
): Promise<readonly string[]> {
  const faults: string[] = []
  for (const path of pages.filter((each) => each.startsWith('lecciones/'))) {
    const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
    try {
      await page.goto(`${url}${path}#traza-2-3`) // directamente, sin haber estado antes
      faults.push(...(await notAt(page, 2, 3)).map((fault) => `${path}: ${fault}`))
      await page.evaluate(() => (location.hash = '#traza-1-2')) // y pulsando otro desde dentro
      faults.push(...(await notAt(page, 1, 2)).map((fault) => `${path}: ${fault}`))
    } finally {
      await page.close()
    }
  }
  return faults
}

async function notAt(page: Page, chapter: number, step: number): Promise<readonly string[]> {
  const hash = `#traza-${chapter}-${step}`
  const player = page.locator('.trace[data-linked]').first()
  // El propio reproductor enlaza siempre al paso que enseña.
  const arrived = await player
    .locator(`.trace-link[href="${hash}"]`)
    .waitFor({ timeout: 10_000 })
    .then(() => true)
    .catch(() => false) // se dice aquí abajo
  if (!arrived) return [`${hash} no lleva a su paso`]
  const shown = {
    chapter: Number(await player.locator('.trace-chapter select').inputValue()),
    step: Number(await player.locator('input[type=range]').inputValue()),
    rows: await player.locator('.trace-row').count(),
  }
  const faults: string[] = []
  if (shown.chapter !== chapter || shown.step !== step || shown.rows !== step) {
    faults.push(`${hash} enseña ${JSON.stringify(shown)}`)
  }
  await untilDrawn(page)
  const stage = await player.locator('.trace-stage').boundingBox()
  const height = page.viewportSize()?.height ?? 0
  if (stage === null || stage.y < 0 || stage.y > height / 2) {
    faults.push(`${hash} deja el reproductor a ${stage?.y.toFixed(0)} px del borde`)
  }
  return faults
}

/** Lo que se dibuja alrededor no ocupa lo suyo hasta entonces, y empuja. */
async function untilDrawn(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    [...document.querySelectorAll('figure.diagram')]
      .filter((figure) => {
        const { top, bottom } = figure.getBoundingClientRect()
        return bottom > -600 && top < innerHeight + 600
      })
      .every((figure) => figure.querySelector('.diagram-drawing svg') !== null),
  )
}

import type { Browser } from 'playwright-core'

const maxScriptKb = 120
const maxPaintMs = 1500

/** Una página de lección no pasa de 120 kB de JavaScript, ni de 1,5 s en un equipo cuatro veces peor. */
export async function measure(
  browser: Browser,
  url: string,
  pages: readonly string[],
): Promise<readonly string[]> {
  const faults: string[] = []
  for (const path of pages.filter((each) => each.startsWith('lecciones/'))) {
    // La mejor de tres: lo demás que haga este equipo no es culpa de la página.
    const rounds = [await weigh(browser, url + path)]
    while (rounds.length < 3) rounds.push(await weigh(browser, url + path))
    const scriptKb = Math.max(...rounds.map((round) => round.scriptKb))
    const paintMs = Math.min(...rounds.map((round) => round.paintMs))
    console.log(
      `       ${path}: ${scriptKb.toFixed(0)} kB de JS, primera vista en ${paintMs.toFixed(0)} ms`,
    )
    if (scriptKb > maxScriptKb) faults.push(`${path}: ${scriptKb.toFixed(0)} kB de JavaScript`)
    if (paintMs > maxPaintMs) faults.push(`${path}: lo principal tarda ${paintMs.toFixed(0)} ms`)
    const text = await textWithoutScripts(browser, url + path)
    if (text < 3000) faults.push(`${path}: sin JavaScript solo se leen ${text} letras`)
  }
  return faults
}

async function weigh(
  browser: Browser,
  url: string,
): Promise<{ scriptKb: number; paintMs: number }> {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
  try {
    const session = await page.context().newCDPSession(page)
    await session.send('Network.enable')
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    let bytes = 0
    const scripts = new Set<string>()
    session.on('Network.responseReceived', ({ requestId, type, response }) => {
      if (type === 'Script' || response.url.endsWith('.js')) scripts.add(requestId)
    })
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) bytes += encodedDataLength
    })
    await page.goto(url, { waitUntil: 'networkidle' })
    const paintMs = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) =>
            resolve(list.getEntries().at(-1)?.startTime ?? 0),
          ).observe({
            type: 'largest-contentful-paint',
            buffered: true,
          })
        }),
    )
    return { scriptKb: bytes / 1000, paintMs }
  } finally {
    await page.close()
  }
}

async function textWithoutScripts(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext({ javaScriptEnabled: false })
  try {
    const page = await context.newPage()
    await page.goto(url)
    return (await page.locator('main').innerText()).length
  } finally {
    await context.close()
  }
}

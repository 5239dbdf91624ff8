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
    // La del medio de tres, y si no llega, la de siete: lo demás que haga este equipo no es culpa suya.
    const rounds = await weighTimes(3, browser, url + path)
    if (median(rounds.map((round) => round.paintMs)) > maxPaintMs)
      rounds.push(...(await weighTimes(4, browser, url + path)))
    const scriptKb = Math.max(...rounds.map((round) => round.scriptKb))
    const paintMs = median(rounds.map((round) => round.paintMs))
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

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

type Weight = { readonly scriptKb: number; readonly paintMs: number }

async function weighTimes(times: number, browser: Browser, url: string): Promise<Weight[]> {
  const rounds: Weight[] = []
  while (rounds.length < times) rounds.push(await weigh(browser, url))
  return rounds
}

async function weigh(browser: Browser, url: string): Promise<Weight> {
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

import type { Browser } from 'playwright-core'

const maxScriptKb = 120
const maxPaintMs = 1500
const quietMs = 2000

/** Una página de lección no pasa de 120 kB de JavaScript, ni de 1,5 s en un equipo cuatro veces peor. */
export async function measure(
  browser: Browser,
  url: string,
  pages: readonly string[],
): Promise<readonly string[]> {
  const faults: string[] = []
  for (const path of pages.filter((each) => each.startsWith('lecciones/'))) {
    const weights: number[] = []
    for (const width of [390, 1440]) weights.push(await weigh(browser, url + path, width))
    // La del medio de tres, y si no llega, la de siete: lo demás que haga este equipo no es culpa suya.
    const paints = await paintTimes(3, browser, url + path)
    if (median(paints) > maxPaintMs) paints.push(...(await paintTimes(4, browser, url + path)))
    const scriptKb = Math.max(...weights)
    const paintMs = median(paints)
    console.log(
      `       ${path}: ${scriptKb.toFixed(0)} kB de JS, primera vista en ${paintMs.toFixed(0)} ms`,
    )
    if (scriptKb > maxScriptKb) faults.push(`${path}: ${scriptKb.toFixed(0)} kB de JavaScript`)
    if (paintMs > maxPaintMs) faults.push(`${path}: lo principal tarda ${paintMs.toFixed(0)} ms`)
  }
  return faults
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

/** Kilobytes de JavaScript que bajan solos: se espera a que pase un rato largo sin pedir nada. */
async function weigh(browser: Browser, url: string, width: number): Promise<number> {
  const page = await browser.newPage({ viewport: { width, height: 900 } })
  try {
    const session = await page.context().newCDPSession(page)
    await session.send('Network.enable')
    let bytes = 0
    let lastMs = performance.now()
    const scripts = new Set<string>()
    session.on('Network.responseReceived', ({ requestId, type, response }) => {
      lastMs = performance.now()
      if (type === 'Script' || response.url.endsWith('.js')) scripts.add(requestId)
    })
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      if (scripts.has(requestId)) bytes += encodedDataLength
    })
    await page.goto(url)
    while (performance.now() - lastMs < quietMs) await page.waitForTimeout(100)
    return bytes / 1000
  } finally {
    await page.close()
  }
}

async function paintTimes(times: number, browser: Browser, url: string): Promise<number[]> {
  const rounds: number[] = []
  while (rounds.length < times) rounds.push(await paintTime(browser, url))
  return rounds
}

/** Milisegundos hasta pintar lo principal, con el procesador cuatro veces más lento. */
async function paintTime(browser: Browser, url: string): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } })
  try {
    const session = await page.context().newCDPSession(page)
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 })
    await page.goto(url)
    return await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) =>
            resolve(list.getEntries().at(-1)?.startTime ?? 0),
          ).observe({ type: 'largest-contentful-paint', buffered: true })
        }),
    )
  } finally {
    await page.close()
  }
}

import type { Browser } from 'playwright-core'

const queries: readonly { readonly typed: string; readonly finds: RegExp }[] = [
  { typed: 'suscripcion', finds: /suscri|baja|bus de eventos/i },
  { typed: 'outbox', finds: /outbox/i },
  { typed: 'Custom Id cannot contain', finds: /dos puntos/i }, // pegado de la terminal
  { typed: 'SKIP LOCKED', finds: /dos relays|skip locked|bloqueo/i },
]

/** Lo que alguien teclea de verdad, sin tildes y a toda prisa, lleva a algún sitio. */
export async function search(browser: Browser, url: string): Promise<readonly string[]> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  try {
    await page.goto(url, { waitUntil: 'networkidle' })
    for (const { typed, finds } of queries) {
      await page.getByRole('button', { name: 'Buscar' }).first().click()
      const input = page.locator('#localsearch-input')
      await input.fill(typed)
      const results = page.locator('.VPLocalSearchBox .result')
      const found = await results
        .first()
        .waitFor({ timeout: 10_000 })
        .then(() => results.allTextContents())
        .catch(() => []) // sin resultados: se dice abajo
      if (!found.some((text) => finds.test(text))) {
        faults.push(
          `«${typed}» no encuentra nada que venga a cuento: ${found.slice(0, 3).join(' | ')}`,
        )
      }
      await page.keyboard.press('Escape')
    }
    return faults
  } finally {
    await page.close()
  }
}

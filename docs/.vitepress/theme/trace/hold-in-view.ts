const signsOfMoving = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const

/**
 * Lleva el elemento arriba de la vista y lo deja ahí aunque lo de encima crezca: un diagrama no ocupa lo
 * suyo hasta que se dibuja. Lo suelta quien se mueva, o la función que devuelve.
 */
export function holdInView(element: HTMLElement): () => void {
  const letGo = new AbortController()
  const { signal } = letGo
  const keep = (): void => element.scrollIntoView({ block: 'start' })
  const growth = new ResizeObserver(keep)
  growth.observe(element.parentElement ?? element)
  signal.addEventListener('abort', () => growth.disconnect())
  for (const sign of signsOfMoving) {
    addEventListener(sign, () => letGo.abort(), { passive: true, signal })
  }
  keep()
  return () => letGo.abort()
}

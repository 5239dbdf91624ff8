import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

const signsOfLife = ['scroll', 'pointermove', 'pointerdown', 'keydown', 'touchstart'] as const

/**
 * Pasa a `true`, para siempre, cuando el elemento está cerca de la vista y hay alguien: hasta que no se
 * mueve nada, ni lo que ya se ve descarga más código. En su sitio está, escrito, lo que cuenta.
 */
export function useVisible(
  element: Ref<HTMLElement | undefined>,
  rootMargin: string,
): Ref<boolean> {
  const visible = ref(false)
  let observer: IntersectionObserver | undefined
  const waiting = new AbortController()
  const observe = () => {
    waiting.abort()
    observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return
        visible.value = true
        observer?.disconnect()
      },
      { rootMargin },
    )
    if (element.value) observer.observe(element.value)
  }
  onMounted(() => {
    for (const sign of signsOfLife) {
      addEventListener(sign, observe, { passive: true, signal: waiting.signal })
    }
  })
  onBeforeUnmount(() => {
    waiting.abort()
    observer?.disconnect()
  })
  return visible
}

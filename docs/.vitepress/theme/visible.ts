import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'

/** Pasa a `true`, para siempre, cuando el elemento está cerca de la vista. */
export function useVisible(element: Ref<HTMLElement | undefined>, margin: string): Ref<boolean> {
  const visible = ref(false)
  let observer: IntersectionObserver | undefined
  onMounted(() => {
    observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return
        visible.value = true
        observer?.disconnect()
      },
      { rootMargin: margin },
    )
    if (element.value) observer.observe(element.value)
  })
  onBeforeUnmount(() => observer?.disconnect())
  return visible
}

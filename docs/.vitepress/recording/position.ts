/** Un paso de una traza: capítulo y cuántos sucesos se han visto, los dos contando desde 1. */
export type Position = { readonly chapter: number; readonly step: number }

/** «#traza-2-7» → capítulo 2, paso 7. */
export function parsePosition(hash: string): Position | undefined {
  const [, chapter, step] = /^#traza-(\d{1,3})-(\d{1,4})$/.exec(hash) ?? []
  if (chapter === undefined || step === undefined) return undefined
  return { chapter: Number(chapter), step: Number(step) }
}

export function hashOf({ chapter, step }: Position): string {
  return `#traza-${chapter}-${step}`
}

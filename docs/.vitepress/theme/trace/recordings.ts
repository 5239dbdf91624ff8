import type { Recording } from '../../../../workbench/trace/trace.ts'

// Cada grabación es un archivo aparte que no se pide hasta que alguien se acerca a su reproductor.
const files = import.meta.glob<Recording>('../../../traces/*.json', { import: 'default' })

export async function loadRecording(lesson: string): Promise<Recording> {
  const load = files[`../../../traces/${lesson}.json`]
  if (load === undefined) throw new Error(`No hay ninguna grabación de «${lesson}».`)
  return load()
}

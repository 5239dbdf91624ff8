import { mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

import { explainDisk } from './disk-trouble.ts'
import { withLock } from './lock.ts'
import { readIfExists } from './read-if-exists.ts'
import { uniqueName } from './unique-name.ts'

/** Traduce lo que hay en disco, o devuelve `undefined` si no se entiende. */
export type Decode<T> = (raw: unknown) => T | undefined

export type Stored<T> = {
  readonly value: T | undefined
  /** Lo que conviene contar a la persona: que el archivo estaba dañado y dónde quedó. */
  readonly notice?: string
}

/** Lee un JSON de `.taller`. Si está dañado lo aparta, con su contenido, y lo cuenta. */
export async function readStore<T>(path: string, decode: Decode<T>): Promise<Stored<T>> {
  const text = await readIfExists(path)
  const value = text === undefined ? undefined : decode(parseJson(text))
  if (text === undefined || value !== undefined) return { value }
  // Dañado: con el cerrojo, no sea que apartemos el bueno que otra terminal acaba de escribir.
  return whileLocked(path, () => readOrSetAside(path, decode))
}

/** Lee, cambia y escribe sin que otra terminal escriba en medio, y nunca a medias. */
export async function updateStore<T>(
  path: string,
  decode: Decode<T>,
  change: (current: T | undefined) => T,
): Promise<Stored<T>> {
  return whileLocked(path, async () => {
    const stored = await readOrSetAside(path, decode)
    const value = change(stored.value)
    await writeWhole(path, `${JSON.stringify(value, undefined, 2)}\n`)
    return { ...stored, value }
  })
}

async function whileLocked<R>(path: string, task: () => Promise<R>): Promise<R> {
  try {
    await mkdir(dirname(path), { recursive: true })
    return await withLock(`${path}.lock`, task)
  } catch (error) {
    throw explainDisk(path, error)
  }
}

async function readOrSetAside<T>(path: string, decode: Decode<T>): Promise<Stored<T>> {
  const text = await readIfExists(path)
  const value = text === undefined ? undefined : decode(parseJson(text))
  if (text === undefined || value !== undefined) return { value }

  const aside = join(dirname(path), `${basename(path, '.json')}.broken-${Date.now()}.json`)
  await rename(path, aside)
  return {
    value: undefined,
    notice: `«${basename(path)}» estaba dañado y se empieza otro; el anterior queda en\n  ${aside}`,
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.${uniqueName()}.tmp`
  try {
    {
      await using file = await open(temporary, 'wx')
      await file.writeFile(text)
      // Sin esto, un corte de luz tras el `rename` puede dejar el archivo vacío.
      await file.sync()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // un JSON roto se trata igual que uno con otra forma: se aparta
  }
}

import { type FSWatcher, watch } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { isEditorScratch } from '../course/editor-scratch.ts'

/** Los editores escriben en varios golpes (vaciar, escribir, renombrar): se mira cuando callan. */
const SETTLE_MS = 30
/**
 * Los avisos del sistema son rápidos, pero no de fiar: en algunas carpetas montadas no llegan, y
 * una carpeta borrada y vuelta a crear deja de avisar. Mirar unas decenas de fechas cuesta menos de
 * un milisegundo, así que se miran también de vez en cuando.
 */
const SAFETY_MS = 700

export type Watched = { readonly path: string; readonly deep: boolean }

/** Avisa cuando algo de esas carpetas cambia de verdad, con la hora del archivo más reciente. */
export class FolderWatch implements Disposable {
  readonly #folders: readonly Watched[]
  readonly #onChange: (newestMs: number) => void
  readonly #watchers = new Map<string, FSWatcher>()
  readonly #safety: NodeJS.Timeout
  #settling: NodeJS.Timeout | undefined
  #seen: string | undefined
  #looking = Promise.resolve()
  #closed = false

  /** `folders` puede nombrar carpetas que aún no están. */
  constructor(folders: readonly Watched[], onChange: (newestMs: number) => void) {
    this.#folders = folders
    this.#onChange = onChange
    this.#safety = setInterval(() => void this.look(), SAFETY_MS)
    void this.look()
  }

  [Symbol.dispose](): void {
    this.#closed = true
    clearInterval(this.#safety)
    clearTimeout(this.#settling)
    for (const watcher of this.#watchers.values()) watcher.close()
    this.#watchers.clear()
  }

  #soon(): void {
    if (this.#closed) return
    clearTimeout(this.#settling)
    this.#settling = setTimeout(() => void this.look(), SETTLE_MS)
  }

  /** Mira ya, sin esperar a un aviso. Se cumple cuando lo ha visto. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(async () => {
      const { folders, print, newestMs } = await fingerprint(this.#folders)
      if (this.#closed) return
      this.#attend(folders)
      const before = this.#seen
      this.#seen = print
      if (before !== undefined && before !== print) this.#onChange(newestMs)
    })
    return this.#looking
  }

  #attend(present: ReadonlyMap<string, string>): void {
    for (const [key, watcher] of this.#watchers) {
      if (present.has(key)) continue
      watcher.close()
      this.#watchers.delete(key)
    }
    for (const [key, folder] of present) {
      if (this.#watchers.has(key)) continue
      try {
        const watcher = watch(folder, () => this.#soon())
        watcher.on('error', () => {}) // se fue: la próxima mirada lo verá
        this.#watchers.set(key, watcher)
      } catch {
        // Sin avisos (no quedan, o se acaba de ir) queda la mirada de vez en cuando.
      }
    }
  }
}

/** Lo que los editores dejan mientras trabajan: abrir un archivo con ellos no es guardarlo. */
function isScratch(name: string): boolean {
  return name.startsWith('.') || isEditorScratch(name)
}

class Fingerprint {
  /** Carpetas que hay, por su identidad: la misma ruta creada de nuevo es otra. */
  readonly folders = new Map<string, string>()
  readonly #lines: string[] = []
  newestMs = 0

  get print(): string {
    return this.#lines.toSorted().join('\n')
  }

  async visit({ path, deep }: Watched): Promise<void> {
    try {
      const { ino, size, mtimeMs, ctimeMs } = await stat(path)
      const entries = await readdir(path).catch(() => undefined)
      if (entries === undefined) {
        this.#lines.push(`${path} ${ino} ${size} ${mtimeMs} ${ctimeMs}`)
        this.newestMs = Math.max(this.newestMs, mtimeMs)
        return
      }
      this.folders.set(`${path} ${ino}`, path)
      const names = entries.filter((name) => !isScratch(name))
      this.#lines.push(`${path}/ ${ino} ${names.toSorted().join(' ')}`)
      if (!deep) return
      const inside = entries.filter((name) => name !== 'node_modules' && !isScratch(name))
      await Promise.all(inside.map((name) => this.visit({ path: join(path, name), deep })))
    } catch {
      // No está, o se fue a media mirada: faltar en la lista ya es un cambio.
    }
  }
}

async function fingerprint(watched: readonly Watched[]): Promise<Fingerprint> {
  const found = new Fingerprint()
  await Promise.all(watched.map((each) => found.visit(each)))
  return found
}

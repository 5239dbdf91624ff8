import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Lesson } from '../../workbench/course/lesson.ts'

export type ScratchCourse = AsyncDisposable & {
  readonly root: string
  /** Deja `lessons/NN/src` con el código inicial y, encima, lo que se pida de `solutions/NN`. */
  readonly place: (lesson: Lesson, what: 'starter' | 'reference') => Promise<void>
}

/** Un taller aparte donde resolver lecciones sin tocar las de quien aprende. */
export async function openScratchCourse(root: string): Promise<ScratchCourse> {
  await using acquired = new AsyncDisposableStack()
  const scratch = await mkdtemp(join(tmpdir(), 'taller-bench-'))
  acquired.defer(() => rm(scratch, { recursive: true, force: true, maxRetries: 10 }))

  const copied = ['workbench', 'lessons', 'package.json', 'tsconfig.json', 'vitest.config.ts']
  await Promise.all([
    ...copied.map((name) => cp(join(root, name), join(scratch, name), { recursive: true })),
    linkModules(join(root, 'node_modules'), scratch),
  ])

  const owned = acquired.move()
  return {
    root: scratch,
    async place({ slug }, what) {
      const src = join(scratch, 'lessons', slug, 'src')
      await rm(src, { recursive: true, force: true })
      await cp(join(root, 'solutions', slug, 'starter'), src, { recursive: true })
      if (what === 'starter') return
      await cp(join(root, 'solutions', slug, 'src'), src, { recursive: true })
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Cada paquete, enlazado; menos el taller, que es el de la copia, y las cachés, que son suyas. */
async function linkModules(modules: string, scratch: string): Promise<void> {
  const to = join(scratch, 'node_modules')
  await mkdir(join(to, '@taller'), { recursive: true })
  await symlink(join(scratch, 'workbench'), join(to, '@taller/workbench'), 'junction')
  const own: ReadonlySet<string> = new Set(['@taller', '.cache', '.vite', '.vitest-cache'])
  for (const entry of await readdir(modules, { withFileTypes: true })) {
    if (own.has(entry.name)) continue
    const path = join(modules, entry.name)
    // En Windows, enlazar un archivo pide permisos de administrador; copiarlo, no.
    if (entry.isFile()) await cp(path, join(to, entry.name))
    else await symlink(path, join(to, entry.name), 'junction')
  }
}

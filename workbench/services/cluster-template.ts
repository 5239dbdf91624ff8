import { createHash, randomBytes } from 'node:crypto'
import { chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'

import { identify } from './process-identity.ts'
import type { SystemUser } from './unprivileged-user.ts'

/** Un clúster recién inicializado, guardado para no pagar initdb en cada arranque. */
export type ClusterTemplate = { readonly password: string; readonly files: readonly TemplateFile[] }
type TemplateFile = { readonly path: string; readonly content: Buffer | undefined }

type Header = { password: string; entries: [path: string, size: number | null][] }

const digestLength = 32

/**
 * La plantilla es un solo fichero con su huella al final. Una carpeta tendría que copiarse
 * entera para saber si está completa; así, un `rename` la publica y un byte cambiado se nota.
 */
export async function readTemplate(path: string): Promise<ClusterTemplate | undefined> {
  let packed: Buffer
  try {
    packed = await readFile(path)
  } catch {
    return undefined // no existe, o la dejó otra persona y no se puede leer: se hace otra
  }
  const body = packed.subarray(0, -digestLength)
  if (!packed.subarray(-digestLength).equals(digest(body))) return undefined

  const headerEnd = 4 + body.readUInt32BE(0)
  const { password, entries } = JSON.parse(body.toString('utf8', 4, headerEnd)) as Header
  let offset = headerEnd
  const files = entries.map(([name, size]): TemplateFile => {
    if (size === null) return { path: name, content: undefined }
    const content = body.subarray(offset, offset + size)
    offset += size
    return { path: name, content }
  })
  return { password, files }
}

export async function writeTemplate(path: string, template: ClusterTemplate): Promise<void> {
  const { pid, startedAt } = identify(process.pid)
  const draft = `${path}.${pid}-${startedAt}-${randomBytes(4).toString('hex')}.draft`
  await mkdir(dirname(path), { recursive: true })
  try {
    // Dos primeras veces a la vez escriben cada una la suya; gana la última y las dos valen.
    await writeFile(draft, pack(template), { mode: 0o600 })
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

export function captureCluster(folder: string, password: string): ClusterTemplate {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
    const full = join(entry.parentPath, entry.name)
    return {
      path: relative(folder, full).split(sep).join('/'),
      content: entry.isDirectory() ? undefined : readFileSync(full),
    }
  })
  return { password, files }
}

/** Síncrono a propósito: son mil ficheros pequeños y en serie cuesta la mitad que con promesas. */
export function unpackCluster(
  { files }: ClusterTemplate,
  folder: string,
  user: SystemUser | undefined,
): void {
  for (const { path, content } of [{ path: '', content: undefined }, ...files]) {
    const full = join(folder, path)
    if (content === undefined) mkdirSync(full, { mode: 0o700, recursive: true })
    else writeFileSync(full, content, { mode: 0o600 })
    if (user !== undefined) chownSync(full, user.uid, user.gid)
  }
}

function pack({ password, files }: ClusterTemplate): Buffer {
  const header: Header = {
    password,
    entries: files.map(({ path, content }) => [path, content?.length ?? null]),
  }
  const json = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  const contents = files.flatMap(({ content }) => (content === undefined ? [] : [content]))
  const body = Buffer.concat([length, json, ...contents])
  return Buffer.concat([body, digest(body)])
}

function digest(body: Buffer): Buffer {
  return createHash('sha256').update(body).digest()
}

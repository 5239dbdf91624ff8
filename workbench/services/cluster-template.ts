import { createHash, randomBytes } from 'node:crypto'
import { chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'

import { identify } from './process-identity.ts'
import type { SystemUser } from './unprivileged-user.ts'

/** Un clúster recién inicializado, guardado para no pagar initdb en cada arranque. */
export type ClusterTemplate = { readonly password: string; readonly files: readonly TemplateFile[] }
type TemplateFile = { readonly path: string; readonly content: Buffer | undefined }

type Header = {
  password: string
  folders: string[]
  files: [path: string, offset: number, size: number][]
}

const digestLength = 32

/**
 * La plantilla es un solo archivo con su huella al final. Una carpeta tendría que copiarse
 * entera para saber si está completa; así, un `rename` la publica y un byte cambiado se nota.
 */
export function readTemplate(path: string): ClusterTemplate | undefined {
  let packed: Buffer
  try {
    packed = readFileSync(path)
  } catch {
    return undefined // no existe, o la dejó otra persona y no se puede leer: se hace otra
  }
  const body = packed.subarray(0, -digestLength)
  if (!packed.subarray(-digestLength).equals(digest(body))) return undefined

  const headerEnd = 4 + body.readUInt32BE(0)
  const header = JSON.parse(body.toString('utf8', 4, headerEnd)) as Header
  const contents = body.subarray(headerEnd)
  return {
    password: header.password,
    files: [
      ...header.folders.map((name) => ({ path: name, content: undefined })),
      ...header.files.map(([name, offset, size]) => ({
        path: name,
        content: contents.subarray(offset, offset + size),
      })),
    ],
  }
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

/** Síncrono a propósito: son mil archivos pequeños y en serie cuesta la mitad que con promesas. */
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

/**
 * Las tres bases de un clúster nuevo son casi idénticas: cada contenido se guarda una vez, y
 * leer la plantilla cuesta un tercio.
 */
function pack({ password, files }: ClusterTemplate): Buffer {
  const header: Header = { password, folders: [], files: [] }
  const contents: Buffer[] = []
  const offsets = new Map<string, number>()
  let end = 0
  for (const { path, content } of files) {
    if (content === undefined) {
      header.folders.push(path)
      continue
    }
    const key = digest(content).toString('hex')
    let offset = offsets.get(key)
    if (offset === undefined) {
      offset = end
      offsets.set(key, offset)
      contents.push(content)
      end += content.length
    }
    header.files.push([path, offset, content.length])
  }
  const json = Buffer.from(JSON.stringify(header))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  const body = Buffer.concat([length, json, ...contents])
  return Buffer.concat([body, digest(body)])
}

function digest(body: Buffer): Buffer {
  return createHash('sha256').update(body).digest()
}

import { isMap, LineCounter, parseDocument, type YAMLMap } from 'yaml'

import type { Fault } from './malformed-lesson-error.ts'
import { explainYaml } from './yaml-faults.ts'
import type { Report } from './yaml-fields.ts'

export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly Fault[] }

export type YamlSource<T> = {
  /** Cómo se llama esa línea del YAML, que empieza en 1, en las quejas. */
  readonly at: (line: number) => string
  /** La queja si no hay ni una clave. */
  readonly empty: string
  readonly read: (map: YAMLMap, report: Report) => T | undefined
}

/** Lee un YAML de claves. Todas las faltas salen juntas, cada una en su línea. */
export function readYaml<T>(source: string, { at, empty, read }: YamlSource<T>): Read<T> {
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines })
  const faults: (Fault & { readonly line: number })[] = []
  const report: Report = (offset, what) => {
    const { line } = lines.linePos(offset)
    faults.push({ where: at(line), what, line })
  }
  const failed = (): Read<T> => ({
    ok: false,
    faults: faults.toSorted((a, b) => a.line - b.line).map(({ where, what }) => ({ where, what })),
  })

  const syntax = document.errors.find(({ code }) => code !== 'DUPLICATE_KEY')
  if (syntax !== undefined) {
    // Solo la primera: las demás suelen ser su eco, y lo que se entendió del resto no es de fiar.
    report(syntax.pos[0], explainYaml(syntax))
    return failed()
  }
  for (const repeated of document.errors) report(repeated.pos[0], explainYaml(repeated))

  if (!isMap(document.contents)) {
    report(0, empty)
    return failed()
  }
  const value = read(document.contents, report)
  return value === undefined || faults.length > 0 ? failed() : { ok: true, value }
}

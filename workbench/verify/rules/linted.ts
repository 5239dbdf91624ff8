import type { Rule } from '../linted-course.ts'
import { runTool } from '../run-tool.ts'

type Report = {
  readonly number_of_files: number
  readonly diagnostics: readonly {
    readonly message: string
    readonly code?: string
    readonly help?: string
    /** Falta cuando el archivo desaparece mientras se mira. */
    readonly filename?: string
    readonly labels: readonly { readonly span?: { readonly line?: number } }[]
  }[]
}

/** Lo que dice oxlint con `.oxlintrc.json`. De una lección empezada no lee nada. */
export const linted: Rule = async ({ root, begun, judges }) => {
  // Tampoco sus tests: un import de quien aprende puede cerrar un ciclo que se anota en ellos.
  const ignored = begun.flatMap(({ slug }) => ['--ignore-pattern', `lessons/${slug}/**`])
  const run = await runTool('oxlint/bin/oxlint', ['-f', 'json', ...ignored], root)
  const report = parseReport(run.stdout)
  if (report === undefined || report.number_of_files === 0) {
    const why =
      report === undefined ? `${run.stdout}\n${run.stderr}`.trim() : 'no encontró archivos'
    return [{ where: '.oxlintrc.json', what: `oxlint no ha mirado nada: ${why}.` }]
  }
  return report.diagnostics
    .map(({ filename, labels, code, message, help }) => ({
      file: (filename ?? 'oxlint').replaceAll('\\', '/'),
      line: labels[0]?.span?.line ?? 1,
      what: [code, message, help].filter(Boolean).join(' · '),
    }))
    .filter(({ file }) => judges(file))
    .map(({ file, line, what }) => ({ where: `${file}:${line}`, what }))
}

function parseReport(stdout: string): Report | undefined {
  const start = stdout.indexOf('{') // delante puede ir un aviso
  try {
    return JSON.parse(stdout.slice(start)) as Report
  } catch {
    return undefined // la configuración no vale: lo que imprimió lo explica
  }
}

import { relative } from 'node:path'

import { firstFailure, type LessonReport } from './report.ts'

/** El veredicto como datos, para otros programas. Las rutas son relativas a la raíz del taller. */
export function reportAsJson(report: LessonReport, root: string): object {
  const first = firstFailure(report)
  return {
    lesson: report.lesson.slug,
    verdict: report.verdict,
    ms: Math.round(report.ms),
    steps: report.steps.map(({ step, state, tests, failures }) => ({
      step: step.number,
      id: step.id,
      title: step.title,
      optional: step.optional,
      state,
      tests: tests.map(({ name, passed, failure }) => ({
        name,
        passed,
        ...(failure ? { kind: failure.kind, text: failure.text } : {}),
      })),
      failures: failures.map(({ kind, text }) => ({ kind, text })),
    })),
    ...(first
      ? {
          first: {
            step: first.step.number,
            test: first.test?.name,
            kind: first.failure.kind,
            text: first.failure.text,
            ...(first.failure.at
              ? { file: relative(root, first.failure.at.file), line: first.failure.at.line }
              : {}),
          },
        }
      : {}),
  }
}

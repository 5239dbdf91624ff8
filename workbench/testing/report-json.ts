import { relative } from 'node:path'

import type { Failure } from './failure.ts'
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
        ...(failure ? failureAsJson(failure, root) : {}),
      })),
      failures: failures.map((failure) => failureAsJson(failure, root)),
    })),
    ...(first
      ? {
          first: {
            step: first.step.number,
            test: first.test?.name,
            ...failureAsJson(first.failure, root),
          },
        }
      : {}),
  }
}

function failureAsJson({ kind, text, at }: Failure, root: string): object {
  const place = at ? { file: relative(root, at.file).replaceAll('\\', '/'), line: at.line } : {}
  return { kind, text, ...place }
}

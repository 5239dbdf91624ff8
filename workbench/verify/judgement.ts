import { failuresIn, type LessonReport, type TestReport } from '../testing/report.ts'
import type { Candidate, Mistake, Rejection } from './candidates.ts'

/** Por qué un candidato no ha recibido el veredicto que merece. Vacío: todo como debe. */
export type Complaint = string

/** Compara lo que pasó con un candidato con lo que tenía que pasar. */
export function complaintsAbout(candidate: Candidate, report: LessonReport): readonly Complaint[] {
  switch (candidate.kind) {
    case 'starter':
      return starterComplaints(report)
    case 'reference':
    case 'alternative':
      return acceptedComplaints(report)
    case 'mistake':
      return mistakeComplaints(candidate, report)
    default:
      return unreachable(candidate)
  }
}

function starterComplaints({ steps }: LessonReport): readonly Complaint[] {
  return steps.flatMap((report) => {
    const { step, state } = report
    if (state === 'not-run') return [`el paso ${step.number} no se ejecutó`]
    if (state === 'passed') return [`el paso ${step.number} ya está superado en el iniciador`]
    const bad = failuresIn(report).filter(
      ({ kind }) => kind !== 'assertion' && kind !== 'unwritten',
    )
    return bad.map(
      ({ kind, text }) =>
        `el paso ${step.number} falla por «${kind}», no por una comprobación: ${opening(text)}`,
    )
  })
}

function acceptedComplaints({ steps }: LessonReport): readonly Complaint[] {
  return steps.flatMap(({ step, state, tests, failures }) => {
    if (state === 'passed') return []
    if (state === 'not-run') return [`el paso ${step.number} no se ejecutó`]
    return [
      ...failures.map(({ text }) => `paso ${step.number}: ${opening(text)}`),
      ...tests
        .filter(({ passed }) => !passed)
        .map(
          ({ name, failure }) => `paso ${step.number}, «${name}»: ${opening(failure?.text ?? '')}`,
        ),
    ]
  })
}

function mistakeComplaints(mistake: Mistake, report: LessonReport): readonly Complaint[] {
  return [
    ...mistake.rejectedBy.flatMap((rejection) => rejectionComplaints(rejection, report)),
    ...firstReadComplaints(mistake, report),
  ]
}

function rejectionComplaints(rejection: Rejection, report: LessonReport): readonly Complaint[] {
  const where = `paso ${rejection.step}, «${rejection.test}»`
  const test = findTest(rejection, report)
  if (test === undefined) return [`${where}: no hay ningún test con ese nombre`]
  if (test.passed) return [`${where}: tenía que rechazarlo y lo acepta`]
  const read = squeeze(test.failure?.text ?? '')
  return read.includes(squeeze(rejection.says))
    ? []
    : [`${where}: no se lee «${rejection.says}», sino «${read.slice(0, 200)}»`]
}

/** Lo primero que lee quien comete el error tiene que ser una de las frases pensadas para él. */
function firstReadComplaints(mistake: Mistake, { steps }: LessonReport): readonly Complaint[] {
  for (const { step, tests, failures } of steps) {
    const loose = failures[0]
    if (loose) return [`el paso ${step.number} falla fuera de todo test: ${opening(loose.text)}`]
    const first = tests.find(({ passed }) => !passed)
    if (!first) continue
    const expected = mistake.rejectedBy.some(
      ({ step: number, test }) => number === step.number && test === first.name,
    )
    return expected
      ? []
      : [`lo primero que se lee es «${first.name}» (paso ${step.number}), que no está en la lista`]
  }
  return ['ningún test lo rechaza']
}

function findTest({ step, test }: Rejection, report: LessonReport): TestReport | undefined {
  return report.steps
    .find((each) => each.step.number === step)
    ?.tests.find(({ name }) => name === test)
}

function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

function opening(text: string): string {
  return squeeze(text).slice(0, 200)
}

function unreachable(value: never): never {
  throw new Error(`Candidato no contemplado: ${JSON.stringify(value)}`)
}

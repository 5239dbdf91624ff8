import { expect, test } from 'vitest'

import { firstFailure } from '../report.ts'
import { crashReport } from '../verdicts.ts'
import { lesson, steps } from './sample-lesson.ts'

test('de un proceso muerto con varios pasos a la vez no se dice en cuál fue', () => {
  const said = (count: number) =>
    firstFailure(crashReport(lesson, steps.slice(0, count), 'SIGKILL', 10))?.failure.text

  expect(said(1)).toContain('dos veces el proceso que lo ejecutaba (SIGKILL)')
  expect(said(1)).not.toContain('no se sabe en cuál')
  expect(said(3)).toContain('Se comprobaban varios pasos a la vez: no se sabe en cuál fue.')
})

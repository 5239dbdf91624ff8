import { relative } from 'node:path'

import { UsageError } from '../services/usage-error.ts'

/** Un error típico o una alternativa mal descritos: nombra el archivo y qué escribir en él. */
export class MalformedCandidateError extends UsageError {
  constructor(path: string, root: string, faults: readonly string[]) {
    super(`${relative(root, path)}:1\n${faults.map((fault) => `  ${fault}`).join('\n')}`)
  }
}

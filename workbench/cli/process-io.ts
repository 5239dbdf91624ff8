import { resolve } from 'node:path'
import { createInterface } from 'node:readline/promises'

import { sizeOf } from '../terminal/size.ts'
import type { Io } from './command.ts'

/** La única función que lee `process`: el resto recibe un `Io`. */
export function processIo(): Io {
  const { env, stdin, stdout, stderr } = process
  return {
    out: (text) => void stdout.write(`${text}\n`),
    err: (text) => void stderr.write(`${text}\n`),
    root: resolve(import.meta.dirname, '../..'),
    cwd: env['INIT_CWD'] ?? process.cwd(),
    env,
    color: stdout.hasColors?.() ?? false,
    columns: sizeOf(stdout).columns,
    confirm: stdin.isTTY && stdout.isTTY ? confirm : undefined,
  }
}

async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  const leaving = new AbortController()
  terminal.once('SIGINT', () => leaving.abort())
  try {
    const answer = await terminal.question(`${question} [s/N] `, { signal: leaving.signal })
    return /^s[ií]?$/i.test(answer.trim())
  } catch (error) {
    // Ctrl-C o Ctrl-D: irse sin responder es un no.
    if (!(error instanceof Error && error.name === 'AbortError')) throw error
    process.stdout.write('\n')
    return false
  } finally {
    terminal.close()
  }
}

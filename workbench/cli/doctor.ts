import { diagnose } from '../doctor/diagnose.ts'
import type { Finding } from '../doctor/finding.ts'
import { closing, findingRow } from '../doctor/screen.ts'
import { startService } from '../services/start.ts'
import type { Command } from './command.ts'

export const command: Command = {
  summary: 'qué le falta a este equipo y cómo arreglarlo',
  usage: 'npm run doctor -- [--json]',
  details:
    'Arranca de verdad PostgreSQL y Redis una vez, como lo harían los tests, y los para. ' +
    'Termina con 0 si está todo lo necesario y con 3 si falta algo.',
  options: {
    json: { type: 'boolean', help: 'lo mismo, como JSON' },
  },
  maxPositionals: 0,

  async run({ values }, io) {
    const json = values['json'] === true
    const findings: Finding[] = []
    if (!json) io.out('')
    const checks = diagnose({
      root: io.root,
      env: io.env,
      nodeVersion: process.versions.node,
      platform: process.platform,
      startService: (service, signal) => startService(service, { env: io.env, signal }),
    })
    for await (const finding of checks) {
      findings.push(finding)
      if (!json) io.out(findingRow(finding, io))
    }
    const ok = findings.every(({ state }) => state !== 'trouble')
    io.out(json ? JSON.stringify({ ok, findings }, undefined, 2) : closing(findings, io))
    return ok ? 0 : 3
  },
}

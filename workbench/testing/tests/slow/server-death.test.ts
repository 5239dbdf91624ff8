import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { SampleCourse } from '../sample-course.ts'

const readme = 'lessons/90-sample/README.md'

/** Cada test mata a su servidor y se queda esperando lo que ya nadie le va a contestar. */
const deaths = [
  {
    service: 'redis',
    name: 'Redis',
    client: `import { Redis } from 'ioredis'`,
    kill: `const client = new Redis(redis.url, { retryStrategy: () => null })
  client.on('error', () => {})
  await client.call('SHUTDOWN', 'NOSAVE').catch(() => {})`,
    fixture: 'redis',
  },
  {
    service: 'postgres',
    name: 'PostgreSQL',
    client: `import { Client } from 'pg'`,
    kill: `const client = new Client({ connectionString: database.url })
  client.on('error', () => {})
  await client.connect()
  await client.query(\`COPY (SELECT 1) TO PROGRAM 'kill -9 $(head -n 1 postmaster.pid)'\`).catch(() => {})`,
    fixture: 'database',
  },
] as const

test.for(deaths)(
  `si muere el servidor a mitad ($name) es «entorno», y antes de cinco segundos`,
  { timeout: 60_000 },
  async ({ service, name, client, kill, fixture }, { skip }) => {
    skip(process.platform === 'win32', 'en Windows no hay kill')
    await using course = await SampleCourse.create()
    const header = await readFile(join(course.root, readme), 'utf8')
    await course.write(readme, header.replace('services: []', `services: [${service}]`))
    const died = join(course.root, 'died')
    await course.write(
      'lessons/90-sample/tests/1-sum.test.ts',
      `import { writeFileSync } from 'node:fs'
${client}
import { test } from '@taller/workbench/testing'
test('el servidor muere', async ({ ${fixture} }) => {
  ${kill}
  writeFileSync(${JSON.stringify(died)}, String(Date.now()))
  await new Promise(() => {})
})
`,
    )

    const { code, out } = await course.run('test', '90')
    const ms = Date.now() - Number(await readFile(died, 'utf8'))

    expect(out).toContain(`entorno · dejó de funcionar ${name} a mitad.`)
    expect(out).not.toContain('pendiente')
    expect(code).toBe(3)
    expect(ms).toBeLessThan(5_000)
  },
)

import { expect, test } from 'vitest'

import { commands } from '../rules/commands.ts'
import { complaintsOf } from './made-up-course.ts'

const inReadme = (text: string): Promise<readonly string[]> =>
  complaintsOf(commands, { 'README.md': text })

const fenced = (command: string): string => `\`\`\`sh\n${command}\n\`\`\`\n`

test('las órdenes que existen no dan quejas, en bloque o en línea', async () => {
  const page = `${fenced('npm install && npm start\nnpm test -- 90.1 # el paso 1\nnpm ci')}
\`npm run pista -- 90\`, \`npm test -- 90-sample\`, \`npm run pista -- NN\`
`
  expect(await inReadme(page)).toEqual([])
})

const broken: readonly (readonly [string, string])[] = [
  ['npm run pistas', 'package.json no tiene ningún script «pistas». ¿Querías decir «pista»?'],
  ['npm pista', 'le falta «run»: npm run pista.'],
  ['npm run install', 'package.json no tiene ningún script «install».'],
  ['npm test -- 91', 'no hay ninguna lección 91.'],
  ['npm run pista -- 7', 'no hay ninguna lección 7.'],
  ['npm run pista -- 90.2', 'la lección 90 no tiene paso 2: van del 1 al 1.'],
]

for (const [command, complaint] of broken) {
  test(`no se puede copiar: ${command}`, async () => {
    expect(await inReadme(`# Taller\n\n${fenced(command)}`)).toEqual([
      `README.md:4 → ${command}: ${complaint}`,
    ])
    expect(await inReadme(`Escribe \`${command}\`.\n`)).toEqual([
      `README.md:1 → ${command}: ${complaint}`,
    ])
  })
}

test('también se miran las plantillas y los flujos de GitHub', async () => {
  expect(
    await complaintsOf(commands, { '.github/workflows/ci.yml': 'steps:\n  - run: npm run all\n' }),
  ).toEqual([
    '.github/workflows/ci.yml:2 → npm run all: package.json no tiene ningún script «all».',
  ])
})

test('un bloque que no es de órdenes cuenta otra cosa', async () => {
  expect(await inReadme('```text\nnpm run nada\n```\n')).toEqual([])
})

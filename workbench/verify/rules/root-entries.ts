import type { Rule } from '../linted-course.ts'

const ours: ReadonlySet<string> = new Set([
  '.ci',
  '.devcontainer',
  '.editorconfig',
  '.git',
  '.gitattributes',
  '.github',
  '.gitignore',
  '.npmrc',
  '.oxfmtrc.json',
  '.oxlintrc.json',
  '.taller',
  '.vscode',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
  'LICENSE-docs',
  'README.md',
  'docker-compose.yml',
  'docs',
  'lessons',
  'node_modules',
  'package-lock.json',
  'package.json',
  'scripts',
  'solutions',
  'tsconfig.json',
  'vitest.config.ts',
  'workbench',
])

// Los deja el editor o el sistema de quien aprende al abrir la carpeta; no ha sido el curso.
const notOurs: ReadonlySet<string> = new Set([
  '.DS_Store',
  '.fleet',
  '.history',
  '.idea',
  '.vs',
  '.zed',
  'Thumbs.db',
  'desktop.ini',
])

/** La raíz es el índice del repositorio: lo que se añada aquí lo lee todo el que llega. */
export const rootEntries: Rule = async ({ rootEntries: entries }) =>
  entries
    .filter((name) => !ours.has(name) && !notOurs.has(name))
    .map((name) => ({
      where: name,
      what:
        'no está en la lista de lo que va en la raíz. Llévalo a una carpeta o, si tiene que estar aquí, ' +
        'añádelo a workbench/verify/rules/root-entries.ts.',
    }))

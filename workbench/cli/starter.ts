import { readCatalogue } from '../course/catalogue.ts'
import { listFiles } from '../course/file-tree.ts'
import { starterDir } from '../course/files.ts'
import { changedFiles, refreshStarter } from '../course/starter.ts'
import { UsageError } from '../services/usage-error.ts'
import type { Command } from './command.ts'
import { pickLesson } from './pick-lesson.ts'
import { count } from '../terminal/screen.ts'

export const command: Command = {
  summary: 'fija el código inicial de una lección',
  usage: 'npm run starter -- <lección> [--si]',
  details:
    'Copia lessons/NN/src en solutions/NN/starter, que es lo que restaura «reset». ' +
    'Si ya había otro código inicial y cambia, pregunta; sin terminal, exige --si.',
  options: {
    si: { type: 'boolean', short: 's', help: 'sustituye el que hubiera sin preguntar' },
  },
  maxPositionals: 1,

  async run({ positionals, values }, io) {
    const catalogue = await readCatalogue(io.root)
    const lesson = pickLesson(catalogue, positionals[0], io, 'npm run starter -- 02')
    const target = `solutions/${lesson.slug}/starter`

    if ((await listFiles(starterDir(lesson))).length > 0) {
      const changed = await changedFiles(lesson)
      if (changed.length === 0) {
        io.out(`${target} ya es igual que lessons/${lesson.slug}/src`)
        return 0
      }
      if (values['si'] !== true) {
        // Con un ejercicio resuelto en src, esto borraría el enunciado: nunca en silencio.
        const what =
          `Cambia el código inicial de la lección ${lesson.number}:\n` +
          changed.map((file) => `  ${file}`).join('\n')
        if (io.confirm === undefined) {
          throw new UsageError(
            `${what}\nSi es lo que quieres: npm run starter -- ${lesson.number} --si`,
          )
        }
        if (!(await io.confirm(`${what}\n¿Sigo?`))) {
          io.out('No se ha tocado nada.')
          return 0
        }
      }
    }

    const files = await refreshStarter(lesson)
    io.out(`${target} · ${count(files.length, 'archivo', 'archivos')}`)
    return 0
  },
}

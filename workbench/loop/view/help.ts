import { paint, type Terminal } from '../../terminal/screen.ts'
import { footerOf, type Section } from './section.ts'

const keys: readonly (readonly [string, string, string?])[] = [
  ['guardar', 'cada vez que guardas, se comprueba el paso'],
  ['n', 'al siguiente paso pendiente, con este superado'],
  ['o', 'al reto de la lección, con lo demás superado; no cuenta'],
  ['p', 'una pista; hay tres, de una en una', 'pista'],
  ['e', 'abre el archivo en tu editor, en su línea'],
  ['l', 'la lista de pasos: buscar, filtrar, saltar', 'lista'],
  ['c', 'compara lo tuyo con la referencia', 'comparar'],
  ['r', 'ejecuta el programa de la lección'],
  ['d', 'la demo de la lección'],
  ['x', 'la lección como al principio; antes guarda lo tuyo', 'reset'],
  ['a', 'comprueba todas las lecciones empezadas'],
  ['↑ ↓', 'mueve el texto cuando no cabe'],
  ['q', 'salir; con Ctrl-C también'],
]

export function helpView(terminal: Terminal): Section {
  return {
    top: [paint(terminal, 'bold', '  Ayuda'), ''],
    body: [
      ...keys.map(([key, what, order]) => {
        const left = `    ${key.padEnd(9)}${what}`
        return order === undefined ? left : `${left.padEnd(64)}npm run ${order}`
      }),
      '',
      '  El editor que se abre lo dicen $TALLER_EDITOR, $VISUAL o $EDITOR.',
      '  Sin colores: NO_COLOR=1. Sin repintar, línea a línea: npm start -- --plain',
      '  Lo que has superado, a otra máquina: npm run progreso -- exportar mio.json',
    ],
    bottom: [''],
    footer: footerOf([['esc', 'volver']], terminal),
  }
}

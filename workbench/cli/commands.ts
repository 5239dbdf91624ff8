import type { CommandEntry } from './command.ts'

/** Las órdenes del taller, en el orden en que las enseña `ayuda`. */
export const courseCommands: ReadonlyMap<string, CommandEntry> = new Map<string, CommandEntry>([
  [
    'start',
    {
      typed: 'npm start',
      summary: 'te lleva al primer paso sin superar y lo comprueba',
      load: async () => (await import('./start.ts')).command,
    },
  ],
  [
    'test',
    {
      typed: 'npm test -- 02',
      summary: 'comprueba una lección; sin número, el taller entero',
      load: async () => (await import('./test.ts')).command,
    },
  ],
  [
    'run',
    {
      typed: 'lessons/02> npm start',
      summary: 'ejecuta el programa de una lección con sus servicios',
      load: async () => (await import('./run.ts')).command,
    },
  ],
  [
    'pista',
    {
      typed: 'npm run pista',
      summary: 'la siguiente pista del paso en que estás',
      load: async () => (await import('./hint.ts')).command,
    },
  ],
  [
    'lista',
    {
      typed: 'npm run lista',
      summary: 'las lecciones y sus pasos',
      load: async () => (await import('./list.ts')).command,
    },
  ],
  [
    'comparar',
    {
      typed: 'npm run comparar -- 02.3',
      summary: 'lo que va del código inicial, o de lo tuyo, a la referencia',
      load: async () => (await import('./compare.ts')).command,
    },
  ],
  [
    'progreso',
    {
      typed: 'npm run progreso',
      summary: 'qué has superado, cuándo, y qué toca ahora',
      load: async () => (await import('./progress.ts')).command,
    },
  ],
  [
    'demo',
    {
      typed: 'npm run demo -- 05',
      summary: 'el escenario de una lección, en vivo y con fallos a propósito',
      load: async () => (await import('../../scripts/demo.ts')).command,
    },
  ],
  [
    'reset',
    {
      typed: 'npm run reset -- 02',
      summary: 'lleva una lección al principio y guarda lo tuyo',
      load: async () => (await import('./reset.ts')).command,
    },
  ],
  [
    'doctor',
    {
      typed: 'npm run doctor',
      summary: 'qué le falta a este equipo y cómo arreglarlo',
      load: async () => (await import('./doctor.ts')).command,
    },
  ],
  [
    'ayuda',
    {
      typed: 'npm run ayuda',
      summary: 'esta lista',
      load: async () => (await import('./help-command.ts')).command,
    },
  ],
  [
    'bench',
    {
      typed: 'npm run bench',
      forAuthors: true,
      summary: 'cuánto tarda cada cosa, en proporciones',
      load: async () => (await import('../../scripts/bench.ts')).command,
    },
  ],
  [
    'traces',
    {
      typed: 'npm run traces',
      forAuthors: true,
      summary: 'graba los escenarios para el sitio',
      load: async () => (await import('../../scripts/traces.ts')).command,
    },
  ],
  [
    'mutants',
    {
      typed: 'npm run mutants',
      forAuthors: true,
      summary: 'rompe las soluciones a propósito y cuenta qué notan los tests',
      load: async () => (await import('../../scripts/mutants.ts')).command,
    },
  ],
  [
    'starter',
    {
      typed: 'npm run starter -- 02',
      forAuthors: true,
      summary: 'fija el código inicial de una lección',
      load: async () => (await import('./starter.ts')).command,
    },
  ],
])

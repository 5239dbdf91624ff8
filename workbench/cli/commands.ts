import type { CommandEntry } from './command.ts'

/** Las órdenes del taller, en el orden en que las enseña `ayuda`. */
export const courseCommands: ReadonlyMap<string, CommandEntry> = new Map([
  [
    'start',
    {
      summary: 'te lleva al primer paso sin superar y lo comprueba',
      load: async () => (await import('./start.ts')).command,
    },
  ],
  [
    'test',
    {
      summary: 'comprueba una lección; sin número, el taller entero',
      load: async () => (await import('./test.ts')).command,
    },
  ],
  [
    'run',
    {
      summary: 'ejecuta el programa de una lección con sus servicios',
      load: async () => (await import('./run.ts')).command,
    },
  ],
  [
    'pista',
    {
      summary: 'una pista del paso en que estás; otra vez, la siguiente',
      load: async () => (await import('./hint.ts')).command,
    },
  ],
  [
    'lista',
    {
      summary: 'las lecciones y sus pasos',
      load: async () => (await import('./list.ts')).command,
    },
  ],
  [
    'progreso',
    {
      summary: 'qué has superado, cuándo, y qué toca ahora',
      load: async () => (await import('./progress.ts')).command,
    },
  ],
  [
    'reset',
    {
      summary: 'deja una lección como al principio y guarda tu trabajo',
      load: async () => (await import('./reset.ts')).command,
    },
  ],
  [
    'doctor',
    {
      summary: 'qué tiene este equipo, qué le falta y cómo arreglarlo',
      load: async () => (await import('./doctor.ts')).command,
    },
  ],
  [
    'ayuda',
    {
      summary: 'esta lista',
      load: async () => (await import('./help-command.ts')).command,
    },
  ],
  [
    'bench',
    {
      summary: 'cuánto tarda cada cosa, en proporciones',
      load: async () => (await import('../../scripts/bench.ts')).command,
    },
  ],
  [
    'mutants',
    {
      summary: 'rompe las soluciones a propósito y cuenta qué notan los tests',
      load: async () => (await import('../../scripts/mutants.ts')).command,
    },
  ],
  [
    'starter',
    {
      summary: 'para autores: fija el código inicial de una lección',
      load: async () => (await import('./starter.ts')).command,
    },
  ],
])

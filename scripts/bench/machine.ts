import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os'

/** Lo que hace falta para comparar dos bancos de pruebas, y nada que diga de quién es el equipo. */
export type Machine = {
  readonly cores: number
  readonly model: string
  readonly memoryGb: number
  readonly os: string
  readonly node: string
  /** Procesos que querían núcleo al empezar; en Windows siempre es 0. */
  readonly load: number
}

export function describeMachine(): Machine {
  return {
    cores: availableParallelism(),
    model: cpus()[0]?.model.trim() ?? 'desconocido',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    os: `${platform()} ${/^\d+(?:\.\d+)*/.exec(release())?.[0] ?? ''} ${process.arch}`,
    node: process.versions.node,
    load: Math.round(loadavg()[0]! * 10) / 10,
  }
}

/** Con otros procesos trabajando, los tiempos sueltos dicen más de ellos que de nosotros. */
export function isBusy({ load, cores }: Machine): boolean {
  return load > cores / 2
}

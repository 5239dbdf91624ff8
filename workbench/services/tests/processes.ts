import { readdirSync, readFileSync } from 'node:fs'

/**
 * Los procesos vivos que llevan en su entorno la carpeta del test: el guardián, el servidor y
 * lo que hayan lanzado. Solo Linux deja leerlo; fuera de él se comprueba la carpeta.
 */
export function processesOf(folder: string): string[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => read(pid, 'environ').includes(`TALLER_TMP=${folder}`))
    .filter((pid) => !/\) [ZX] /.test(read(pid, 'stat')))
    .map((pid) => `${pid} ${read(pid, 'cmdline').replaceAll('\0', ' ').trim()}`)
}

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return '' // terminó mientras se miraba, o es de otra persona
  }
}

/** Un nombre que ningún otro proceso de esta máquina usa ahora, sin cargar `node:crypto`. */
export function uniqueName(): string {
  return `${process.pid}-${process.hrtime.bigint()}`
}

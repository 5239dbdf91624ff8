export type Key = {
  /** El nombre de Node («up», «return», «p»); para una letra, la letra tal como se tecleó. */
  readonly name: string
  /** Lo que se escribiría, si es algo que se escribe. */
  readonly text?: string
  readonly ctrl?: boolean
}

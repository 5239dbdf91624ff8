export type Key = {
  /**
   * El nombre de Node («up», «return», «p»); para una letra, la letra tal como se tecleó; «paste» es
   * todo lo que se pega de una vez, y su texto va sin saltos de línea.
   */
  readonly name: string
  /** Lo que se escribiría, si es algo que se escribe. */
  readonly text?: string
  readonly ctrl?: boolean
}

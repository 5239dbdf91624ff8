import type { Panel, PanelEntry } from '../panel.ts'

/** El panel de un escenario mientras se presenta: cerrado hasta que se pide. */
export class PanelHolder implements AsyncDisposable {
  readonly #entry: PanelEntry | undefined
  readonly #changed: () => void
  #panel: Panel | undefined
  #exposed: readonly unknown[] = []
  #asked = false
  #line: string | undefined

  constructor(entry: PanelEntry | undefined, changed: () => void) {
    this.#entry = entry
    this.#changed = changed
  }

  /** Lo que se lee de él: dónde está, o cómo tenerlo. */
  get line(): string | undefined {
    return this.#line
  }

  expose(exposed: readonly unknown[]): void {
    this.#exposed = exposed
    this.#panel?.show(exposed)
  }

  async open(): Promise<void> {
    if (this.#entry === undefined || this.#asked) return
    this.#asked = true
    const { name } = this.#entry
    this.#tell(`${name} · abriendo…`)
    try {
      const opening = await this.#entry.open()
      if (opening.kind === 'missing')
        return this.#tell(`${name} · se instala con: ${opening.install}`)
      this.#panel = opening.panel
      this.#panel.show(this.#exposed)
      this.#tell(`${name} · ${opening.panel.url}`)
    } catch (error) {
      // La clase sigue: el panel es un añadido, y la demo no depende de él.
      this.#tell(`${name} · no se abre: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#panel?.[Symbol.asyncDispose]()
  }

  #tell(line: string): void {
    this.#line = line
    this.#changed()
  }
}

/** Una herramienta aparte, en el navegador, que enseña por dentro lo que usa el capítulo en curso. */
export interface Panel extends AsyncDisposable {
  readonly url: string
  /** Lo que hay que enseñar desde ahora: lo que expone el capítulo, o nada entre dos. */
  show(exposed: readonly unknown[]): void
}

/** Si no está instalada, se dice cómo: nadie tiene por qué llevarla encima. */
export type PanelOpening =
  | { readonly kind: 'open'; readonly panel: Panel }
  | { readonly kind: 'missing'; readonly install: string }

/** Se abre cuando alguien lo pide, y dura lo que la demo. */
export type PanelEntry = { readonly name: string; open(): Promise<PanelOpening> }

import type { MermaidConfig } from 'mermaid'

// Mermaid tiene un solo estado para toda la página: los diagramas se dibujan de uno en uno.
let turn: Promise<unknown> = Promise.resolve()
let drawn = 0

/** Dibuja con los colores de la página tal y como están ahora. */
export function draw(code: string): Promise<string> {
  const mine = turn.then(async () => {
    const { default: mermaid } = await import('mermaid')
    mermaid.initialize(configFor(getComputedStyle(document.documentElement)))
    const { svg } = await mermaid.render(`diagrama-${++drawn}`, code)
    return svg
  })
  turn = mine.catch(() => undefined) // lo cuenta quien lo pidió; el siguiente se dibuja igual
  return mine
}

function configFor(style: CSSStyleDeclaration): MermaidConfig {
  const color = (name: string): string => style.getPropertyValue(name).trim()
  const ink = color('--ink')
  const soft = color('--ink-soft')
  const paper = color('--paper')
  const raised = color('--paper-raised')
  const sunk = color('--paper-sunk')
  const accent = color('--accent')
  return {
    startOnLoad: false,
    securityLevel: 'strict',
    layout: 'dagre',
    look: 'classic',
    theme: 'base',
    fontFamily: color('--vp-font-family-base'),
    themeVariables: {
      darkMode: document.documentElement.classList.contains('dark'),
      fontSize: '15px',
      background: paper,
      primaryColor: raised,
      primaryTextColor: ink,
      primaryBorderColor: accent,
      secondaryColor: sunk,
      secondaryTextColor: ink,
      secondaryBorderColor: soft,
      tertiaryColor: sunk,
      tertiaryTextColor: ink,
      tertiaryBorderColor: soft,
      lineColor: soft,
      textColor: ink,
      mainBkg: raised,
      nodeBorder: accent,
      clusterBkg: sunk,
      clusterBorder: soft,
      titleColor: ink,
      edgeLabelBackground: raised,
      labelBackgroundColor: raised,
      actorBkg: raised,
      actorBorder: accent,
      actorTextColor: ink,
      actorLineColor: soft,
      signalColor: ink,
      signalTextColor: ink,
      labelBoxBkgColor: sunk,
      labelBoxBorderColor: soft,
      labelTextColor: ink,
      loopTextColor: ink,
      noteBkgColor: sunk,
      noteTextColor: ink,
      noteBorderColor: soft,
      activationBkgColor: sunk,
      activationBorderColor: soft,
      attributeBackgroundColorOdd: raised,
      attributeBackgroundColorEven: sunk,
      rowOdd: raised,
      rowEven: sunk,
    },
  }
}

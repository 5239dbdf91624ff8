import type { DefaultTheme } from 'vitepress'

/** Todo lo que la interfaz dice por su cuenta: nada queda en el idioma de la herramienta. */
export const labels = {
  outline: { level: [2, 3], label: 'En esta página' },
  docFooter: { prev: 'Anterior', next: 'Siguiente' },
  darkModeSwitchLabel: 'Colores',
  lightModeSwitchTitle: 'Ver en claro',
  darkModeSwitchTitle: 'Ver en oscuro',
  sidebarMenuLabel: 'Índice',
  returnToTopLabel: 'Arriba',
  navMenuLabel: 'Navegación principal',
  mobileMenuLabel: 'Menú',
  extraMenuLabel: 'Más',
  skipToContentLabel: 'Ir al contenido',
  notFound: {
    title: 'Esta página no existe',
    quote: 'Puede que el enlace sea antiguo o tenga una errata. Esto es todo lo que hay, o puedes',
    linkLabel: 'Ir a la portada',
    linkText: 'volver a la portada',
  },
} as const satisfies DefaultTheme.Config

export const searchLabels = {
  button: { buttonText: 'Buscar', buttonAriaLabel: 'Buscar' },
  modal: {
    displayDetails: 'Enseñar el detalle',
    resetButtonTitle: 'Borrar la búsqueda',
    backButtonTitle: 'Cerrar la búsqueda',
    noResultsText: 'Sin resultados para',
    footer: {
      selectText: 'abrir',
      selectKeyAriaLabel: 'intro',
      navigateText: 'moverse',
      navigateUpKeyAriaLabel: 'flecha arriba',
      navigateDownKeyAriaLabel: 'flecha abajo',
      closeText: 'cerrar',
      closeKeyAriaLabel: 'escape',
    },
  },
} as const

export const containerLabels = {
  infoLabel: 'Información',
  noteLabel: 'Nota',
  tipLabel: 'Consejo',
  warningLabel: 'Cuidado',
  dangerLabel: 'Peligro',
  importantLabel: 'Importante',
  cautionLabel: 'Atención',
  detailsLabel: 'Detalles',
} as const

import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'
import { defineAsyncComponent, h } from 'vue'

import NotFound from './NotFound.vue'
import MermaidDiagram from './diagram/MermaidDiagram.vue'
import './styles/palette.css'
import './styles/page.css'
import './styles/home.css'
import './styles/diagram.css'
import './styles/trace.css'
import './styles/trace-stage.css'
import './styles/trace-boards.css'
import './styles/table.css'
import './styles/mistakes.css'
import './styles/print.css'

export default {
  extends: DefaultTheme,
  Layout: () => h(DefaultTheme.Layout, undefined, { 'not-found': () => h(NotFound) }),
  enhanceApp({ app }) {
    app.component('MermaidDiagram', MermaidDiagram)
    // Aparte: quien lee una página sin trazas no descarga el reproductor.
    app.component(
      'TracePlayer',
      defineAsyncComponent(() => import('./trace/TracePlayer.vue')),
    )
    app.component(
      'Predict',
      defineAsyncComponent(() => import('./trace/PredictTrace.vue')),
    )
  },
} satisfies Theme

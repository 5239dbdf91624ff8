import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'
import { defineAsyncComponent } from 'vue'

import MermaidDiagram from './diagram/MermaidDiagram.vue'
import './styles/palette.css'
import './styles/page.css'
import './styles/home.css'
import './styles/diagram.css'
import './styles/trace.css'
import './styles/trace-stage.css'
import './styles/table.css'
import './styles/mistakes.css'
import './styles/print.css'

export default {
  extends: DefaultTheme,
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

import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'

import './styles/palette.css'
import './styles/page.css'

export default {
  extends: DefaultTheme,
} satisfies Theme

import type { MarkdownOptions } from 'vitepress'

type CodeTransformer = NonNullable<MarkdownOptions['codeTransformers']>[number]

const classes = { wrong: 'diff remove', reference: 'diff add', gap: 'gap' } as const

/**
 * Marca las líneas de un bloque con `wrong=2,3 reference=4 gap=`. Las marcas de VitePress van dentro del
 * código, como comentarios, y en mitad de una cadena de varias líneas no lo son.
 */
export const differenceLines: CodeTransformer = {
  name: 'difference-lines',
  line(node, line) {
    for (const [key, className] of Object.entries(classes)) {
      const [, numbers = ''] =
        new RegExp(String.raw`\b${key}=([\d,]*)`).exec(this.options.meta?.__raw ?? '') ?? []
      if (numbers.split(',').includes(String(line))) this.addClassToHast(node, className)
    }
  },
  pre(node) {
    if (/\bwrong=/.test(this.options.meta?.__raw ?? '')) this.addClassToHast(node, 'has-diff')
  },
}

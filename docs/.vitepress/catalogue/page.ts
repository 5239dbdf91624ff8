import type { MistakeHeader } from '../../../workbench/verify/candidates.ts'
import type { DifferenceLine } from './difference.ts'
import type { Distinctions, LessonMistakes } from './mistakes.ts'

/**
 * La página de los errores de una lección, en el mismo Markdown que las escritas a mano. El buscador no
 * quiere el código: lo que alguien teclea está en los títulos y en lo que dicen los tests.
 */
export function mistakesPage(
  { slug, number, title, steps }: LessonMistakes,
  distinctions: Distinctions = new Map(),
): string {
  const intro =
    `# ${plain(`Errores típicos: ${number}\u00a0·\u00a0${title}`)}\n\n` +
    `Respuestas equivocadas de verdad: cada una parece razonable, y los tests de la ` +
    `[lección ${number}](../lecciones/${slug}.md) las rechazan con las palabras que se citan. ` +
    `Del código va solo lo que la distingue: con −, lo suyo; con +, lo que hace la referencia. ` +
    `Los archivos enteros están en \`solutions/${slug}/mistakes\`.\n`
  const sections = steps.map(
    (step) =>
      `## Paso ${step.number} · ${plain(step.title)}\n\n` +
      step.mistakes
        .map((mistake) => section(mistake, step.number, distinctions.get(mistake.name)))
        .join('\n'),
  )
  return [intro, ...sections].join('\n')
}

function section(
  { name, replaces, title, seen, rejectedBy }: MistakeHeader,
  step: number,
  distinction: readonly DifferenceLine[] | undefined,
): string {
  const rejections = rejectedBy.map(
    (rejection) =>
      `- *${plain(rejection.test)}*${rejection.step === step ? '' : ` (paso ${rejection.step})`}\\\n` +
      `  ${plain(quoted(rejection.says))}\n`,
  )
  return (
    `### ${plain(title)} {#${name}}\n\n` +
    `${plain(seen)}\n\n` +
    (distinction === undefined ? '' : codeBlock(distinction)) +
    `<div class="mistake-rejections">\n\n${rejections.join('')}\n</div>\n\n` +
    `<p class="mistake-file"><code>${name}.ts</code>, en lugar de <code>${replaces}</code></p>\n`
  )
}

function codeBlock(lines: readonly DifferenceLine[]): string {
  const numbers = (kind: DifferenceLine['kind']) =>
    lines.flatMap((line, index) => (line.kind === kind ? [index + 1] : [])).join(',')
  const meta = `wrong=${numbers('wrong')} reference=${numbers('reference')} gap=${numbers('gap')}`
  return `\`\`\`\`ts ${meta}\n${lines.map(({ text }) => `${text}\n`).join('')}\`\`\`\`\n\n`
}

/** Es un trozo de lo que se lee: donde está cortado, se ve que sigue. Dentro de unas comillas, otras. */
function quoted(fragment: string): string {
  const text = fragment.replaceAll(/\s+/g, ' ').replaceAll('«', '“').replaceAll('»', '”')
  const before = /^[\p{Lu}\d“]/u.test(text) ? '' : '…'
  const whole = /[.!?]$/.test(text) && text.lastIndexOf('“') <= text.lastIndexOf('”')
  return `«${before}${text}${whole ? '' : '…'}»`
}

/** Estos textos son datos, no Markdown: un asterisco o unas llaves se enseñan, no se interpretan. */
function plain(text: string): string {
  return text
    .split(/(`[^`]*`)/)
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .replaceAll(/[\\*_[\]<>|#~]/g, String.raw`\$&`)
            .replaceAll('{', '&#123;')
            .replaceAll('}', '&#125;'),
    )
    .join('')
}

import type { LessonMistakes } from './mistakes.ts'

/** La página de los errores de una lección, en el mismo Markdown que las escritas a mano. */
export function mistakesPage({ slug, number, title, mistakes }: LessonMistakes): string {
  const intro =
    `# ${plain(`Errores típicos: ${number}\u00a0·\u00a0${title}`)}\n\n` +
    `Respuestas equivocadas de verdad: cada una parece razonable, y los tests de la ` +
    `[lección ${number}](../lecciones/${slug}.md) rechazan cada una con las palabras que se citan aquí. ` +
    `El código está en \`solutions/${slug}/mistakes\`.\n`
  const sections = mistakes.map(
    ({ name, title: mistake, seen, rejectedBy }) =>
      `## ${plain(mistake)}\n\n` +
      `${plain(seen)}\n\n` +
      `Lo que lee quien lo comete:\n\n` +
      rejectedBy
        .map(
          ({ step, test, says }) =>
            `- Paso ${plain(step)}. *${plain(test)}*:\n  «${plain(quoted(says))}»\n`,
        )
        .join('') +
      `\n\`${name}.ts\`\n`,
  )
  return [intro, ...sections].join('\n')
}

/** Dentro de unas comillas, otras: y como solo es un fragmento, alguna puede quedar sin cerrar. */
function quoted(fragment: string): string {
  const text = fragment.replaceAll(/\s+/g, ' ').replaceAll('«', '“').replaceAll('»', '”')
  return text.lastIndexOf('“') > text.lastIndexOf('”') ? `${text}…”` : text
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

import { firstStep, type LessonMistakes, type Mistake, readMistakes } from './mistakes.ts'

/** Una página por lección, hecha con las cabeceras del catálogo. */
const pages = {
  watch: ['../../solutions/*/mistakes/*.ts'],
  paths: () =>
    readMistakes().map((lesson) => ({
      params: { lesson: lesson.slug, title: `Errores típicos · ${lesson.title}` },
      content: pageOf(lesson),
    })),
}

// VitePress lo lee del export por defecto.
export default pages

function pageOf({ slug, title, mistakes }: LessonMistakes): string {
  return [
    `Respuestas que alguien daría en la lección [${slug.slice(0, 2)} · ${title}](../lecciones/${slug}.md). Los tests las rechazan todas; \`npm test\` comprueba que con estas palabras.`,
    ...mistakes.map(sectionOf),
  ].join('\n\n')
}

function sectionOf(mistake: Mistake): string {
  const { name, header, code } = mistake
  const read = header['rejected-by'].map(
    ({ step, test, says }) => `- Paso ${step}, «${inText(test)}»: *…${inText(says)}…*`,
  )
  return [
    `## ${inText(header.title)} {#${name.replace(/\.ts$/, '')}}`,
    `**Cómo se ve desde fuera:** ${inText(header.seen)}`,
    `Lo que lees al cometerlo (en el paso ${firstStep(mistake)}):`,
    read.join('\n'),
    `::: details El código equivocado (\`${header.replaces}\`)\n\n\`\`\`ts\n${code}\n\`\`\`\n\n:::`,
  ].join('\n\n')
}

/** Un texto del catálogo es texto: ni HTML ni marcas de Markdown. */
function inText(text: string): string {
  return text
    .trim()
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('{{', '&#123;&#123;')
    .replaceAll(/([*_[\]\\])/g, String.raw`\$1`)
}

import type { Lesson } from '../course/lesson.ts'
import { currentStep, isPassed, type Progress } from '../course/progress.ts'
import type { Command, Io } from './command.ts'
import { readCourse } from './read-course.ts'
import { clip, paint, screenWidth, spread } from '../terminal/screen.ts'

export const command: Command = {
  summary: 'las lecciones y sus pasos',
  usage: 'npm run lista -- [--json]',
  options: {
    json: { type: 'boolean', help: 'lo mismo, como JSON' },
  },
  maxPositionals: 0,

  async run({ values }, io) {
    const { catalogue, progress } = await readCourse(io)
    io.out(values['json'] === true ? asJson(catalogue, progress) : screen(catalogue, progress, io))
    return 0
  },
}

function asJson(catalogue: readonly Lesson[], progress: Progress): string {
  const lessons = catalogue.map((lesson) => ({
    number: lesson.number,
    slug: lesson.slug,
    title: lesson.title,
    minutes: lesson.minutes,
    services: lesson.services,
    outcome: lesson.outcome,
    steps: lesson.steps.map((step) => ({
      number: step.number,
      id: step.id,
      title: step.title,
      file: step.file,
      test: step.test,
      optional: step.optional,
      passed: isPassed(progress, lesson, step),
    })),
  }))
  return JSON.stringify(lessons, undefined, 2)
}

function screen(catalogue: readonly Lesson[], progress: Progress, io: Io): string {
  const width = screenWidth(io)
  const current = currentStep(catalogue, progress)
  return [
    '',
    ...catalogue.flatMap((lesson) => [
      spread(
        paint(io, 'bold', `  ${lesson.number} · ${lesson.title}`),
        `${needs(lesson)}${lesson.minutes} min`,
        width,
      ),
      ...lesson.steps.map((step) => {
        const passed = isPassed(progress, lesson, step)
        const here = current?.lesson === lesson && current.step === step
        const mark = passed ? paint(io, 'green', '✓') : here ? paint(io, 'yellow', '▸') : '·'
        const title = step.optional ? `${step.title} (reto)` : step.title
        return `     ${mark} ${step.number}  ${clip(title, width - 10)}`
      }),
      '',
    ]),
    ...footer(catalogue, progress),
    '',
  ].join('\n')
}

function needs({ services }: Lesson): string {
  const names = { redis: 'Redis', postgres: 'PostgreSQL' } as const
  return services.map((service) => `${names[service]} · `).join('')
}

function footer(catalogue: readonly Lesson[], progress: Progress): readonly string[] {
  const current = currentStep(catalogue, progress)
  if (current === undefined) return ['  Has superado todo lo que hay. Enhorabuena.']
  return ['  ▸ te toca este:   npm start']
}

import { UnrecoverableError } from 'bullmq'

import { type EmailJobData, type Template, templates } from './email-job.ts'

// #region parse
/**
 * De lo que llega de Redis a un correo que se puede enviar. Los tipos se quedaron en el proceso
 * que encoló: aquí solo hay JSON, quizá de otra versión del programa.
 */
export function parseEmailJob(raw: unknown): EmailJobData {
  if (!isRecord(raw)) throw impossible('los datos no son un objeto', raw)
  const { to, template, params } = raw
  if (!isTemplate(template)) throw impossible('no existe esa plantilla', template)
  if (!isAddress(to)) throw impossible('no es una dirección de correo', to)
  if (!isTexts(params)) throw impossible('los parámetros no son todos de texto', params)
  return { to, template, params }
}

/** Otro intento daría lo mismo: BullMQ no gasta los que le quedan con este error. */
function impossible(what: string, value: unknown): UnrecoverableError {
  return new UnrecoverableError(`No se puede enviar: ${what} (${JSON.stringify(value)}).`)
}
// #endregion parse

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

// Se busca en la lista y no con `in` en un objeto: «constructor» está en todos.
function isTemplate(value: unknown): value is Template {
  return templates.some((template) => template === value)
}

/** Solo lo que nunca llegaría. Si el buzón existe, lo sabe el servidor de correo. */
function isAddress(value: unknown): value is string {
  return typeof value === 'string' && /^[^\s@]+@[^\s@]+$/.test(value)
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isRecord(value) && Object.values(value).every((each) => typeof each === 'string')
}

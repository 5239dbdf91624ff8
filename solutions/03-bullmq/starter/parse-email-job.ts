import type { EmailJobData } from './email-job.ts'

/** De lo que llega de Redis a un correo que se puede enviar. */
export function parseEmailJob(raw: unknown): EmailJobData {
  // TODO (paso 5): lo escribió otro proceso. Comprueba que se puede enviar; si no, que BullMQ no
  // vuelva a intentarlo.
  return raw as EmailJobData
}

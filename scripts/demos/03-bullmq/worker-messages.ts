/** Lo que dice el proceso del worker. */
export type FromWorker =
  /** Tiene un correo a medias, y el bloqueo de su trabajo dura `lockMs`. */
  | { readonly kind: 'sending'; readonly idempotencyKey: string; readonly lockMs: number }
  | { readonly kind: 'failed'; readonly reason: string }

/** Si mañana se cuenta otra cosa y alguien no la trata, esto deja de compilar. */
export function unreachableEvent(event: never): never {
  throw new Error(`Suceso no contemplado: ${JSON.stringify(event)}`)
}

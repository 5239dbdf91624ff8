/**
 * «suscripcion» encuentra «suscripción». VitePress copia esta función tal cual en cada página, así que
 * no puede usar nada de fuera; y la ñ se salva, porque «año» y «ano» no son lo mismo.
 */
export function foldTerm(term: string): string {
  return term
    .toLowerCase()
    .replaceAll('ñ', '\u0001')
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll('\u0001', 'ñ')
}

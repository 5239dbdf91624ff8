import type { YAMLParseError } from 'yaml'

/** Las quejas de la biblioteca están en inglés y hablan de gramática; estas dicen qué teclear. */
export function explainYaml({ code, message }: YAMLParseError): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'esta clave está repetida: deja una sola.'
    case 'TAB_AS_INDENT':
      return 'hay un tabulador en la sangría: YAML solo admite espacios (dos por nivel).'
    case 'BLOCK_AS_IMPLICIT_KEY':
      return 'hay dos «: » en la misma línea: pon el texto entre comillas simples.'
    case 'BAD_INDENT':
    case 'BAD_PROP_ORDER':
    case 'UNEXPECTED_TOKEN':
      return 'la sangría no cuadra: dos espacios por nivel, y los guiones alineados entre sí.'
    case 'MISSING_CHAR':
      return 'falta cerrar una comilla, un corchete o poner «:» detrás de la clave.'
    case 'BAD_SCALAR_START':
      return 'el texto empieza por un carácter reservado de YAML: ponlo entre comillas simples.'
    default:
      return `YAML no entiende esta línea (${code}: ${message.split('\n', 1)[0]?.replace(/:$/, '')}).`
  }
}

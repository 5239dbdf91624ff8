import type { YAMLParseError } from 'yaml'

/** Las quejas de la biblioteca están en inglés y hablan de gramática; estas dicen qué teclear. */
export function explainYaml({ code, message }: YAMLParseError): string {
  switch (code) {
    case 'DUPLICATE_KEY':
      return 'esta clave está repetida: deja una sola.'
    case 'TAB_AS_INDENT':
      return 'hay un tabulador en la sangría: YAML solo admite espacios (dos por nivel).'
    case 'BLOCK_AS_IMPLICIT_KEY':
      return (
        'hay dos «: » en esta línea (pon el texto entre comillas simples)' +
        ' o la siguiente tiene sangría de más.'
      )
    case 'MULTILINE_IMPLICIT_KEY':
      return 'falta «: » detrás de la clave.'
    case 'MISSING_CHAR':
      return 'se abre una comilla o un corchete que no se cierra: mira de aquí hacia arriba.'
    case 'BAD_INDENT':
      // La biblioteca llama sangría también a esto, pero quien lo lee tiene que buscar otra cosa.
      if (message.startsWith('Flow ')) return 'antes de esta línea queda un corchete sin cerrar.'
      return badIndent
    case 'UNEXPECTED_TOKEN':
      return badIndent
    case 'BAD_SCALAR_START':
      return 'el texto empieza por un carácter reservado de YAML: ponlo entre comillas simples.'
    default:
      return `YAML no entiende esta línea (${code}).`
  }
}

const badIndent =
  'aquí sobra algo o la sangría no cuadra: dos espacios por nivel, y los guiones alineados.'

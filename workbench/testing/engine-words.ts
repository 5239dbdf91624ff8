/** Un nombre tal como lo escribe V8: «orders», «bus.publish», «find(...).name». */
const name = String.raw`((?:[\p{L}\d_$.#]|\(\.\.\.\)|\(intermediate value\))+)`
/** Delante de un nombre no hay otra palabra en inglés: la frase empieza en él. */
const start = String.raw`(?<=^|[«:(] ?|\n\s*)`
const position = String.raw`JSON at position (\d+)(?: \(line \d+ column \d+\))?`

/**
 * Lo que V8 y Node dicen de los tropiezos más corrientes. La primera frase que encaja manda. Lo que no
 * está aquí se deja como viene.
 */
const words: readonly (readonly [english: RegExp, spanish: string])[] = [
  [
    /Cannot read properties of (undefined|null) \(reading '(.*?)'\)/u,
    'se lee «$2» de algo que es $1',
  ],
  [
    /Cannot set properties of (undefined|null) \(setting '(.*?)'\)/u,
    'se escribe en «$2» de algo que es $1',
  ],
  [
    /Cannot destructure property '(.*?)' of '.*?' as it is (undefined|null)\./u,
    'se saca «$1» de algo que es $2',
  ],
  [
    new RegExp(
      `${start}${name} is not a function or its return value is not (?:async )?iterable`,
      'u',
    ),
    '«$1» no es una función, o lo que devuelve no se puede recorrer',
  ],
  [
    new RegExp(String.raw`${start}\(intermediate value\)\S* is not a function`, 'u'),
    'se llama a algo que no es una función',
  ],
  [new RegExp(`${start}${name} is not a function`, 'u'), '«$1» no es una función'],
  [new RegExp(`${start}${name} is not a constructor`, 'u'), '«$1» no se puede crear con «new»'],
  [
    new RegExp(
      String.raw`${start}(?:\w+ )?${name} is not (?:async )?iterable(?: \(.+?\)\)?)?`,
      'u',
    ),
    '«$1» no se puede recorrer',
  ],
  [
    new RegExp(`${start}${name} is not defined`, 'u'),
    '«$1» no existe aquí: ni se declara ni se importa',
  ],
  [/Cannot access '(.+?)' before initialization/u, '«$1» se usa antes de la línea que la declara'],
  [/Assignment to constant variable\./u, 'se da otro valor a una «const»'],
  [
    /Cannot assign to read only property '(.+?)' of object '.+?'/u,
    '«$1» es de solo lectura y se le da otro valor',
  ],
  [
    /Class constructor (\S+) cannot be invoked without 'new'/u,
    'a la clase «$1» se la llama sin «new»',
  ],
  [
    /Maximum call stack size exceeded/u,
    'una función se llama a sí misma, o dos se llaman entre sí, sin parar',
  ],
  [
    /Unexpected token '(.+?)', (?:\.{3})?"[^]*?"(?:\.{3})? is not valid JSON/u,
    'lo que se lee no es JSON: no se esperaba «$1»',
  ],
  [/"([^]*?)" is not valid JSON/u, '«$1» no es JSON'],
  [/Unexpected end of JSON input/u, 'el JSON se acaba antes de tiempo'],
  [
    new RegExp(`Unexpected non-whitespace character after ${position}`, 'u'),
    'detrás del JSON hay algo más, en la posición $1',
  ],
  [
    new RegExp(`(?:Expected|Unterminated|Bad|Unexpected|No|Exponent)[^\n]*? in ${position}`, 'u'),
    'el JSON está mal escrito en la posición $1',
  ],
  [/Converting circular structure to JSON/u, 'el objeto se contiene a sí mismo y no cabe en JSON'],
  [/Do not know how to serialize a BigInt/u, 'un BigInt no cabe en JSON'],
  [
    /Cannot mix BigInt and other types, use explicit conversions/u,
    'se mezcla un BigInt con un número',
  ],
  [/Invalid time value/u, 'la fecha no es válida'],
  [
    /Cannot find (?:module|package) '(.+?)'(?: imported from (?:'.+?'|[^»\n]+))?/u,
    'no se encuentra «$1»',
  ],
  [
    /The requested module '(.+?)' does not provide an export named '(.+?)'/u,
    '«$1» no exporta nada que se llame «$2»',
  ],
  [
    /The "(.+?)" argument must be (?:of type|an instance of) .+?\. Received [^»\n]+/u,
    'el argumento «$1» no es del tipo que se espera',
  ],
  [/The operation was aborted due to timeout/u, 'se acabó el tiempo y se canceló'],
  [/Th(?:e|is) operation was aborted/u, 'se canceló a medias'],
]

/**
 * Lo mismo en español, y detrás, entre paréntesis, las palabras que dijo Node: son las que se buscan
 * cuando la frase no basta.
 */
export function engineInSpanish(text: string): string {
  return translate(text, (said, original) => `${said} (${original})`)
}

/** Lo mismo en español y, aparte, las palabras de Node: donde detrás no caben. */
export function splitEngineWords(text: string): {
  readonly said: string
  readonly originals: readonly string[]
} {
  const originals: string[] = []
  const said = translate(text, (each, original) => {
    originals.push(original)
    return each
  })
  return { said, originals }
}

type Write = (said: string, original: string) => string

function translate(text: string, write: Write): string {
  return translatePart(withoutRunnerNames(text), write)
}

function translatePart(text: string, write: Write): string {
  for (const [english, spanish] of words) {
    const found = english.exec(text)
    if (found === null) continue
    const [original] = found
    const before = text.slice(0, found.index)
    const said = original.replace(english, isInsideQuotes(before) ? nested(spanish) : spanish)
    const after = text.slice(found.index + original.length)
    // Cada trozo por su lado: las palabras de Node no se traducen otra vez.
    return translatePart(before, write) + write(said, original) + translatePart(after, write)
  }
  return text
}

function isInsideQuotes(before: string): boolean {
  return before.lastIndexOf('«') > before.lastIndexOf('»')
}

/** Unas comillas dentro de otras son las altas. */
function nested(spanish: string): string {
  return spanish.replaceAll('«', '“').replaceAll('»', '”')
}

/** Dentro de un test, lo importado se llama «__vi_import_0__.sum»; quien lo escribió puso «sum». */
function withoutRunnerNames(text: string): string {
  const runner = String.raw`__(?:vi|vite_ssr)_import_\d+__\.`
  return text
    .replaceAll(new RegExp(String.raw`\(0\s?,\s?${runner}([\p{L}\d_$]+)\)`, 'gu'), '$1')
    .replaceAll(new RegExp(runner, 'g'), '')
}

/** Lo que dice el analizador de sintaxis, que habla inglés. Lo que no está aquí se deja como viene. */
const words: readonly (readonly [english: RegExp, spanish: string])[] = [
  [/Expected (`.+?`) but found `EOF`/g, 'se acaba el archivo y falta $1'],
  [/Expected (`.+?`) but found (`.+?`)/g, 'se esperaba $1 y hay $2'],
  [/(`.+?`) expected/g, 'se esperaba $1'],
  [/Opened here/g, 'se abre aquí'],
  [/Unexpected token/g, 'esto no se esperaba aquí'],
  [/Unterminated (?:string|template)(?: literal)?/g, 'el texto no se cierra'],
  [/Unterminated regular expression/g, 'la expresión regular no se cierra'],
  [/Unterminated multi-?line comment/gi, 'el comentario no se cierra'],
  [
    /Expected a semicolon or an implicit semicolon after a statement, but found none/g,
    'aquí tenía que acabar la instrucción',
  ],
  [/Try inserting a semicolon here/g, 'prueba a cerrarla aquí'],
  [
    /A 'return' statement can only be used within a function body\.?/g,
    'un «return» solo va dentro de una función',
  ],
  [
    /`await` is only allowed within async functions and at the top levels? of modules/g,
    '«await» solo va dentro de una función «async»',
  ],
  [/Missing initializer in const declaration/g, 'a esta «const» le falta su valor'],
  [/Cannot assign to this expression/g, 'a esto no se le puede asignar nada'],
  [/Identifier (`.+?`) has already been declared/g, '$1 ya está declarado'],
  [/(`.+?`) has already been declared here/g, '$1 se declaró aquí'],
  [/It can not be redeclared here/g, 'y aquí otra vez'],
  [/Invalid or unexpected token/g, 'esto no se esperaba aquí'],
  [/Invalid Character (`.+?`)/gi, 'el carácter $1 no vale aquí'],
]

export function parserInSpanish(text: string): string {
  return words.reduce((said, [english, spanish]) => said.replaceAll(english, spanish), text)
}

import { trouble, type Finding } from './finding.ts'

/** Solo lo que de verdad rompe algo. Espacios, tildes y ñ no rompen nada: no se mencionan. */
export function checkPath(root: string, platform: NodeJS.Platform): Finding | undefined {
  const why = oddity(root, platform)
  if (why === undefined) return undefined
  const command =
    platform === 'win32' ? `move "${root}" "%USERPROFILE%\\taller"` : `mv '${root}' ~/taller`
  return trouble('path', 'Ruta', why, [{ text: 'Mueve el taller', command }])
}

function oddity(root: string, platform: NodeJS.Platform): string | undefined {
  const windows = platform === 'win32'
  const parts = root.split(windows ? /[\\/]/ : '/')
  if (parts.includes('node_modules')) {
    return 'el taller está dentro de un node_modules, y ahí Node no ejecuta TypeScript'
  }
  if (windows && root.startsWith('\\\\')) {
    return 'el taller está en una carpeta de red (\\\\…), y la consola no puede trabajar ahí'
  }
  // Comprobado carácter a carácter: con estos Vite no encuentra los tests; con «%», «:» o «&», sí.
  const breaksImports = (windows ? /[#?]/ : /[#?\\]/).exec(root)?.[0]
  if (breaksImports !== undefined) {
    return `la ruta lleva «${breaksImports}», y así Vite no encuentra los tests`
  }
  return undefined
}

const scratch: readonly RegExp[] = [
  /\.sw[a-px]$/, // Vim y nano: lo que aún no se ha guardado
  /^4913$/, // Vim, para saber si puede escribir en la carpeta
  /~$/, // la copia de antes de guardar
  /^\.#|^#.*#$/, // Emacs: quién lo tiene abierto, y su copia automática
  /\.kate-swp$/,
  /___jb_(?:tmp|old)___$/, // los de JetBrains, mientras guardan
  /^\.goutputstream-/, // y los de GNOME
]

/** Lo que un editor deja al lado mientras trabaja. Nadie lo ha escrito, y lo quita él mismo. */
export function isEditorScratch(name: string): boolean {
  return scratch.some((pattern) => pattern.test(name))
}

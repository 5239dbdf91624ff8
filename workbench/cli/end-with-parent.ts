/**
 * Si `bin.mjs` nos relanzó con el Node del taller y muere, aunque sea con `kill -9`, el canal que
 * nos une se cierra y terminamos con él. Sin nadie que nos relanzara, no hay canal ni efecto.
 */
export function endWithParent(): void {
  if (!process.connected) return
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'))
  // Sin esto, escuchar ese cierre bastaría para no terminar nunca.
  process.channel?.unref()
}

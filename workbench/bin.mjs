#!/usr/bin/env node
// JavaScript sencillo a propósito: cualquier Node desde el 18 tiene que poder leerlo para decir
// qué falta. Todo lo demás es TypeScript y lo ejecuta el Node 24 que trae el taller.
import { spawn } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import * as nodeModule from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const minimumMajor = 24 // `await using` y ejecutar `.ts` sin compilar, las dos cosas
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const modules = join(root, 'node_modules')
const binary = process.platform === 'win32' ? 'node.exe' : 'node'
const courseNode = join(modules, 'node', 'bin', binary)

// npm escribe este archivo lo último: si falta, la instalación no llegó a terminar.
const installed = [join(modules, '.package-lock.json'), join(modules, 'yaml', 'package.json')]

if (!installed.every((file) => existsSync(file))) {
  complain(
    existsSync(modules)
      ? 'La instalación del taller está a medias.'
      : 'Falta instalar las dependencias del taller.',
    'npm install',
  )
} else if (Number.parseInt(process.versions.node, 10) >= minimumMajor) {
  // La caché va dentro de node_modules: no deja nada en la carpeta temporal y se borra con él.
  nodeModule.enableCompileCache(join(modules, '.cache', 'taller'))
  await import('./cli/main.ts')
} else if (!existsSync(courseNode) || isRunning(courseNode)) {
  complain(
    `El taller necesita Node ${minimumMajor} y el suyo no se instaló (este es el ${process.versions.node}).`,
    'npm ci',
  )
} else {
  relaunch()
}

function complain(problem, command) {
  process.stderr.write(
    `\n  entorno · ${problem}\n\n` +
      `    En la carpeta   ${root}\n` +
      `    ejecuta         ${command}\n\n` +
      `  Tu código no se ha evaluado.\n\n`,
  )
  process.exitCode = 3
}

// Sin esto, una instalación con otro Node dentro se relanzaría a sí misma sin fin.
function isRunning(executable) {
  return realpathSync(executable) === realpathSync(process.execPath)
}

/** Se sustituye por el Node del taller: mismos argumentos, mismas señales, mismo final. */
function relaunch() {
  // El canal «ipc» no lleva mensajes: se cierra cuando morimos, aunque sea con `kill -9`.
  const child = spawn(courseNode, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  const forward = {
    // Con terminal, Ctrl-C ya le llega a todo el grupo; reenviarlo sería pulsarlo dos veces.
    SIGINT: () => process.stdin.isTTY || child.kill('SIGINT'),
    SIGTERM: () => child.kill('SIGTERM'),
    SIGHUP: () => child.kill('SIGHUP'),
  }
  for (const [signal, handler] of Object.entries(forward)) process.on(signal, handler)

  child.once('error', (error) => {
    complain(`El Node del taller no arranca en este equipo (${error.message}).`, 'npm ci')
  })
  child.once('exit', (code, signal) => {
    for (const [name, handler] of Object.entries(forward)) process.off(name, handler)
    if (signal === null) {
      process.exitCode = code ?? 3
      return
    }
    // Si la señal no nos mata (en Windows no puede), que el código diga al menos que hubo una.
    process.exitCode = 128 + (constants.signals[signal] ?? 0)
    process.kill(process.pid, signal)
  })
}

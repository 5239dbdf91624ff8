import { format } from 'node:util'

/*
 * Se importa antes que el bus: el global puede quedarse con `console.error` al crearse, y ponerle
 * otro después no cambiaría el suyo.
 */
const usual = console.error
let printed: string[] | undefined

console.error = (...args: readonly unknown[]) => {
  if (printed) printed.push(format(...args))
  else usual(...args)
}

/** Lo que se escribe con `console.error` mientras dura `run`. */
export async function errorsPrintedDuring(run: () => Promise<unknown>): Promise<readonly string[]> {
  const seen: string[] = []
  printed = seen
  try {
    await run()
    return seen
  } finally {
    printed = undefined
  }
}

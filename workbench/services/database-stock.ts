import { createDatabase, type Database } from './database.ts'
import { renewDatabase } from './database-renewal.ts'
import type { ServiceFacts } from './running-service.ts'

/**
 * Bases de datos para un archivo de tests. Crear una y borrarla tarda más que muchos tests: la que se
 * devuelve se vacía, en segundo plano, para el siguiente.
 */
export class DatabaseStock implements AsyncDisposable {
  readonly #server: () => Promise<ServiceFacts>
  readonly #lent = new Map<string, { readonly database: Database; readonly shelf: Shelf }>()
  #shelf: Shelf | undefined

  constructor(server: () => Promise<ServiceFacts>) {
    this.#server = server
  }

  async take(): Promise<Database> {
    const { url, provider } = await this.#server()
    // Las de un servidor que ya no es este no valen.
    if (this.#shelf?.url !== url) this.#shelf = new Shelf(url, provider === 'external')
    const shelf = this.#shelf
    const database = await shelf.take()
    this.#lent.set(database.name, { database, shelf })
    return database
  }

  giveBack(name: string): void {
    const lent = this.#lent.get(name)
    if (lent === undefined) return
    this.#lent.delete(name)
    lent.shelf.putBack(lent.database)
  }

  /** De un servidor nuestro no hay nada que borrar: se va con él. Del de la persona, todo. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#shelf?.external) return
    const lent = [...this.#lent.values()].map(({ database }) => drop(database))
    await Promise.all([...lent, this.#shelf.dropAll()])
  }
}

/** Las de un servidor: las que esperan, las que están al llegar y quien espera alguna. */
class Shelf {
  readonly url: string
  readonly external: boolean
  readonly #ready: Database[] = []
  readonly #arriving = new Set<Promise<void>>()
  readonly #waiting: PromiseWithResolvers<Database>[] = []

  constructor(url: string, external: boolean) {
    this.url = url
    this.external = external
  }

  async take(): Promise<Database> {
    const ready = this.#ready.pop()
    if (ready) return ready
    const asked = Promise.withResolvers<Database>()
    this.#waiting.push(asked)
    if (this.#arriving.size < this.#waiting.length) this.#expect(this.#create())
    return asked.promise
  }

  putBack(used: Database): void {
    this.#expect(
      renewDatabase(this.url, used).catch(async () => {
        await drop(used)
        return this.#create()
      }),
    )
  }

  async dropAll(): Promise<void> {
    await Promise.all(this.#arriving)
    await Promise.all(this.#ready.map(drop))
  }

  #create(): Promise<Database> {
    return createDatabase(this.url, { byFiles: !this.external })
  }

  /** Si no llega, se le cuenta a quien la esperaba; si nadie, a quien la pida. */
  #expect(coming: Promise<Database>): void {
    const arrival = coming
      .then(
        (database) => {
          const asked = this.#waiting.shift()
          if (asked) asked.resolve(database)
          else this.#ready.push(database)
        },
        (error: unknown) => this.#waiting.shift()?.reject(error),
      )
      .finally(() => this.#arriving.delete(arrival))
    this.#arriving.add(arrival)
  }
}

async function drop(database: Database): Promise<void> {
  try {
    await database[Symbol.asyncDispose]()
  } catch {
    // Sin servidor no hay nada que borrar, y su muerte ya se ha contado.
  }
}

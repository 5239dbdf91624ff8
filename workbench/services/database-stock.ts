import { createDatabase, type Database } from './database.ts'
import type { ServiceFacts } from './running-service.ts'

type Prepared = { readonly url: string; readonly database: Promise<Database> }

/**
 * Bases de datos para un solo uso, con la siguiente a medio hacer: copiar la plantilla y borrar la usada
 * tarda más que muchos tests, y así nadie lo espera.
 */
export class DatabaseStock implements AsyncDisposable {
  readonly #server: () => Promise<ServiceFacts>
  readonly #lent = new Map<string, Database>()
  readonly #dropping = new Set<Promise<void>>()
  #next: Prepared | undefined
  #external = false

  constructor(server: () => Promise<ServiceFacts>) {
    this.#server = server
  }

  async take(): Promise<Database> {
    const { url, provider } = await this.#server()
    this.#external = provider === 'external'
    const make = () => createDatabase(url, { byFiles: provider !== 'external' })
    // La que se preparó en un servidor que ya no es este no vale.
    const ready = this.#next?.url === url ? this.#next.database : make()
    const following = ready.then(make, make)
    following.catch(() => {}) // se contará a quien la pida
    this.#next = { url, database: following }
    const database = await ready
    this.#lent.set(database.name, database)
    return database
  }

  /** Se borra en segundo plano. */
  giveBack(name: string): void {
    const database = this.#lent.get(name)
    if (database === undefined) return
    this.#lent.delete(name)
    this.#drop(database)
  }

  /** De un servidor nuestro no hay nada que borrar: se va con él. Del de la persona, todo. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#external) return
    for (const database of this.#lent.values()) this.#drop(database)
    const [prepared] = await Promise.allSettled([this.#next?.database])
    if (prepared.status === 'fulfilled' && prepared.value) this.#drop(prepared.value)
    await Promise.all(this.#dropping)
  }

  #drop(database: Database): void {
    const dropped = drop(database).finally(() => this.#dropping.delete(dropped))
    this.#dropping.add(dropped)
  }
}

async function drop(database: Database): Promise<void> {
  try {
    await database[Symbol.asyncDispose]()
  } catch {
    // Sin servidor no hay nada que borrar, y su muerte ya se ha contado.
  }
}

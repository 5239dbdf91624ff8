import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'

import {
  type Explanation,
  type Outcome,
  outcomeNow,
  outcomeOf,
  type TestRedis,
  turns,
  UnmetExpectation,
  watchLoose,
} from '@taller/workbench/testing'
import { Redis } from 'ioredis'

import { channelIn, type ChannelName } from '../src/messages.ts'
import type { Handlers, InvalidMessage, Subscriber } from '../src/ports.ts'
import { startSubscriber } from '../src/subscriber.ts'
import { fate, reasonOf, waitMs } from './in-words.ts'
import { expectNothingLoose } from './loose-errors.ts'
import { answered, openProbe } from './redis-alive.ts'

/**
 * Cuánto se insiste. Se cuentan preguntas además de milisegundos: con la máquina ocupada tardan más
 * y quien se juzga también. El tope deja sitio a la explicación antes de que Vitest corte el test.
 */
const patience = { questions: 120, leastMs: 500, mostMs: 4_000 } as const

type Handled = { readonly channel: ChannelName; readonly message: unknown }

/** Si tiene puesto el reloj para volver. ioredis no lo publica, y es lo único que lo dice. */
export function willReconnect(redis: Redis): boolean {
  return Boolean((redis as unknown as { reconnectTimeout?: unknown }).reconnectTimeout)
}

/** Unos canales para un solo test: nadie más usa su prefijo, y al salir no queda nada abierto. */
export class PubSubWorld implements AsyncDisposable {
  readonly prefix: string
  /** Las conexiones que ha pedido quien se juzga, en orden. */
  readonly connections: Redis[] = []
  readonly handled: Handled[] = []
  readonly invalid: InvalidMessage[] = []
  readonly errors: unknown[] = []
  /** Los errores con los que el test ha negado una orden: a `onError` llegan tal cual. */
  readonly refusals: Error[] = []
  /** Lo que hace cada handler después de apuntar lo que le llega. */
  answer: (message: unknown) => void | Promise<void> = () => {}
  /** Le da un retoque a cada conexión antes de entregarla. */
  prepare: (redis: Redis) => void = () => {}
  /** Lo que el test está provocando, para contarlo si nadie recoge un error. */
  situation = 'Todo iba bien'
  /** Mientras esté puesto, ninguna conexión caída vuelve sola. */
  cut = false
  readonly #probe: Redis
  readonly #url: string
  readonly #listeners: Redis[] = []
  readonly #loose = watchLoose()

  private constructor(url: string, prefix: string, probe: Redis) {
    this.#url = url
    this.#probe = probe
    this.prefix = prefix
  }

  static async open({ url, prefix }: TestRedis): Promise<PubSubWorld> {
    // Lleva dentro el nombre de un canal: buscarlo «en alguna parte» del texto no basta.
    const own = `${prefix}:presence-${randomUUID().slice(0, 8)}`
    return new PubSubWorld(url, own, await openProbe(url))
  }

  readonly connect = (): Redis => {
    const redis = new Redis(this.#url, {
      connectionName: this.prefix.replaceAll(':', '-'),
      retryStrategy: () => (this.cut ? 60_000 : 5),
    })
    this.connections.push(redis)
    this.prepare(redis)
    return redis
  }

  readonly handlers: Handlers = {
    presence: (message) => this.#handle('presence', message),
    notifications: (message) => this.#handle('notifications', message),
    system: (message) => this.#handle('system', message),
  }

  readonly onInvalid = (invalid: InvalidMessage): void => void this.invalid.push(invalid)

  readonly onError = (error: unknown): void => void this.errors.push(error)

  #handle(channel: ChannelName, message: unknown): void | Promise<void> {
    this.handled.push({ channel, message })
    return this.answer(message)
  }

  /** Los mensajes de un canal que han llegado a su handler. */
  handledOn(name: ChannelName): readonly unknown[] {
    return this.handled.filter(({ channel }) => channel === name).map(({ message }) => message)
  }

  /** Una suscripción que aquí tiene que salir bien. */
  async startSubscriber(): Promise<Subscriber> {
    return this.started('startSubscriber', startSubscriber(this))
  }

  /** El resultado de algo a lo que aquí no le pasa nada malo: si falla, dice por qué. */
  async started<T>(what: string, starting: Promise<T>): Promise<T> {
    const outcome = await this.outcomeOf(starting)
    if (outcome.state === 'fulfilled') return outcome.value
    if (reasonOf(outcome.state === 'rejected' && outcome.reason).startsWith('Pendiente')) {
      await starting // lo que aún no está escrito lo dice con sus propias palabras
    }
    throw new UnmetExpectation({
      happened: `${what} ${fate(outcome)}.`,
      expected: 'que se cumpla: Redis contesta y aquí no falla nada.',
      why: 'sin suscripción no llega ningún mensaje, y Pub/Sub no guarda los que se pierden.',
    })
  }

  async outcomeOf<T>(promise: Promise<T>): Promise<Outcome<T>> {
    const outcome = await outcomeOf(promise, waitMs)
    await answered(() => this.#probe.ping())
    return outcome
  }

  /** En qué queda una promesa cuando Redis ya ha podido contestar a todo lo que no se le retiene. */
  async outcomeSoFar<T>(promise: Promise<T>): Promise<Outcome<T>> {
    for (let asked = 0; asked < 30; asked++) await answered(() => this.#probe.ping())
    return outcomeNow(promise)
  }

  /** Publica un texto tal cual, como haría cualquiera. Devuelve a cuántas suscripciones llegó. */
  async publish(name: ChannelName, raw: unknown): Promise<number> {
    const text = typeof raw === 'string' ? raw : JSON.stringify(raw)
    return answered(() => this.#probe.publish(channelIn(this.prefix, name), text))
  }

  /** Publica en un canal que no es de esta tienda, con su nombre entero. */
  async publishOutside(channel: string, raw: unknown): Promise<void> {
    await answered(() => this.#probe.publish(channel, JSON.stringify(raw)))
  }

  /** Un suscriptor de los tests, que apunta los textos de un canal según llegan. */
  async listen(name: ChannelName): Promise<readonly string[]> {
    const redis = await openProbe(this.#url)
    this.#listeners.push(redis)
    const heard: string[] = []
    redis.on('message', (_channel: string, raw: string) => void heard.push(raw))
    await answered(() => redis.subscribe(channelIn(this.prefix, name)))
    return heard
  }

  /**
   * Pregunta a Redis y mira, hasta que lo visto vale. Si no llega, falla con lo último; y si antes
   * hubo un error sin recoger, con eso: el proceso se habría apagado ahí.
   */
  async eventually<T>(
    look: () => T | Promise<T>,
    enough: (seen: T) => boolean,
    otherwise: (last: T) => Explanation,
  ): Promise<T> {
    const started = performance.now()
    for (let asked = 1; ; asked++) {
      await answered(() => this.#probe.ping())
      const seen = await look()
      if (enough(seen)) return seen
      await this.expectNothingLoose()
      const ms = performance.now() - started
      const tired = asked > patience.questions && ms > patience.leastMs
      if (tired || ms > patience.mostMs) throw new UnmetExpectation(otherwise(seen))
      await pause(3)
    }
  }

  /** Redis corta esa conexión, como en un reinicio o tras un fallo de red. */
  async kill(redis: Redis): Promise<void> {
    const id = await answered(() => redis.client('ID'))
    await answered(() => this.#probe.client('KILL', 'ID', String(id)))
  }

  /** Por esa conexión ya no se puede publicar, se pida como se pida. */
  refusePublish(redis: Redis): void {
    this.#refuse(redis, ['publish'], 'Redis no responde')
  }

  /** Por esa conexión no se puede suscribir nadie, se pida como se pida. */
  refuseSubscribe(redis: Redis): void {
    this.#refuse(redis, ['subscribe', 'psubscribe'], 'NOPERM sin permiso para ese canal')
  }

  #refuse(redis: Redis, names: readonly string[], message: string): void {
    const send = redis.sendCommand.bind(redis)
    redis.sendCommand = (command, stream) => {
      if (!names.includes(command.name.toLowerCase())) return send(command, stream)
      const refusal = new Error(message)
      this.refusals.push(refusal)
      command.reject(refusal)
      return command.promise
    }
  }

  /** Retiene lo que esa conexión le escriba a Redis, hasta que se suelta. */
  holdOutgoing(redis: Redis): () => void {
    const { stream } = redis as unknown as { stream: Duplex }
    stream.cork()
    return () => stream.uncork()
  }

  /** Esa conexión se corta de golpe, con lo que aún no le había dicho a Redis. */
  drop(redis: Redis): void {
    const { stream } = redis as unknown as { stream: Duplex }
    stream.destroy()
  }

  /** Las conexiones abiertas en el servidor con el nombre de este test. */
  async openConnections(): Promise<number> {
    const list = String(await answered(() => this.#probe.client('LIST')))
    return list.split(`name=${this.prefix.replaceAll(':', '-')}`).length - 1
  }

  /** Comprueba que nadie ha dejado un error sin recoger desde que empezó el test. */
  async expectNothingLoose(): Promise<void> {
    await expectNothingLoose(this.#loose, this.situation)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const redis of [...this.connections, ...this.#listeners, this.#probe]) {
      // Quien no espera a Redis deja una orden en vuelo: cortarla la rechazaría sin nadie. Si está
      // esperando para volver, no la hay, y `quit` esperaría con ella.
      const idle = redis.status === 'end' || redis.status === 'reconnecting'
      if (!idle) await outcomeOf(redis.quit(), 500)
      redis.disconnect()
    }
    await turns()
    this.#loose[Symbol.dispose]()
  }
}

import {
  expect,
  explain,
  type Explanation,
  type Outcome,
  unhandledDuring,
  uncaughtDuring,
} from '@taller/workbench/testing'

import { endOf, firstLine, resultOf } from './in-words.ts'
import type { Shop } from './shop.ts'

/** Cómo acabó algo en un mundo roto, y en qué estado dejó lo que no era suyo. */
export type Aftermath<T> = { readonly outcome: Outcome<T>; readonly care: Care }

type Care = {
  /** Conexiones sin devolver. */
  readonly borrowed: number
  /** Conexiones devueltas con la transacción todavía abierta. */
  readonly open: number
  /** Promesas rechazadas que nadie atendió. */
  readonly loose: readonly string[]
  /** Errores que habrían apagado el proceso. */
  readonly uncaught: readonly string[]
}

export const careful: Care = { borrowed: 0, open: 0, loose: [], uncaught: [] }

/** Lo ejecuta en un mundo roto. Si algo queda suelto, aquí no rompe nada más. */
export async function aftermathOf<T>(shop: Shop, run: () => Promise<T>): Promise<Aftermath<T>> {
  let outcome: Outcome<T> = { state: 'pending' }
  let uncaught: readonly unknown[] = []
  const loose = await unhandledDuring(async () => {
    uncaught = await uncaughtDuring(async () => {
      outcome = await endOf(run())
      await shop.quiet() // lo que se lanzó sin esperar también tiene que acabar aquí
    })
  })
  const care = {
    borrowed: shop.borrowed,
    open: shop.returns.filter(({ inTransaction }) => inTransaction).length,
    loose: loose.map(firstLine),
    uncaught: uncaught.map(firstLine),
  }
  return { outcome, care }
}

type Careless = Required<Omit<Explanation, 'at' | 'place'>>

/** Lo más grave de lo que quedó mal, como se cuenta en un fallo. */
export function carelessness({ borrowed, open, loose, uncaught }: Care): Careless | undefined {
  if (uncaught.length > 0) {
    return {
      happened: 'el evento «error» de su conexión no lo escuchaba nadie',
      expected: 'el proceso sigue en pie: mientras se tiene un cliente, se escucha su «error».',
      evidence: uncaught.map((text) => ['sin recoger', text]),
      why: 'Node apaga el proceso con un «error» que nadie escucha: un reinicio de la base de datos tumbaría la tienda.',
    }
  }
  if (borrowed > 0) {
    return {
      happened: 'la conexión no volvió al pool',
      expected: 'falle lo que falle, la conexión se devuelve.',
      evidence: [['conexiones sin devolver', String(borrowed)]],
      why: 'tras unos cuantos fallos no quedan conexiones, y se para la tienda.',
    }
  }
  if (open > 0) {
    return {
      happened:
        'la conexión volvió al pool con la transacción abierta: falta el ROLLBACK, o nadie lo esperó',
      expected: 'la transacción acaba, con COMMIT o con ROLLBACK, antes de devolver la conexión.',
      evidence: [['devueltas con la transacción abierta', String(open)]],
      why: 'lo siguiente que vaya por esa conexión se encuentra con una transacción que no es la suya.',
    }
  }
  if (loose.length > 0) {
    return {
      happened:
        'un error llegó a una promesa que nadie espera: a alguna consulta le falta su await',
      expected: 'cada consulta se espera, también BEGIN, COMMIT y ROLLBACK.',
      evidence: loose.map((text) => ['sin recoger', text]),
      why: 'Node apaga el proceso con un rechazo que nadie atiende.',
    }
  }
  return undefined
}

/** Tres veces por la misma conexión: lo que se añade y no se quita, se nota. */
export async function expectSameListeners(
  shop: Shop,
  name: string,
  run: (turn: number) => Promise<unknown>,
): Promise<void> {
  for (let turn = 1; turn <= 3; turn++) await resultOf(name, run(turn))

  const left = Math.max(0, ...shop.returns.map(({ newListeners }) => newListeners))
  expect(
    left,
    explain({
      happened: `Después de cada ${name}, su conexión vuelve al pool con ${left} ${left === 1 ? 'escucha' : 'escuchas'} más.`,
      expected: 'lo que se añade con on se quita con off antes de devolver la conexión.',
      why: 'la conexión es la misma todo el día: las escuchas se amontonan, y a la undécima Node avisa de una fuga.',
    }),
  ).toBe(0)
}

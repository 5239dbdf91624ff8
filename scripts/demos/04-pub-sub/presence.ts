import type { Stage } from '../../../workbench/trace/scenario.ts'
import type { Tab } from './tab.ts'

export type InstanceId = 'one' | 'two'
export type TabId = 'ana' | 'luis'

/** Entra alguien por una instancia: lo que se cuenta es lo que ha llegado a cada pestaña. */
export function tellArrival(
  stage: Stage,
  name: string,
  through: InstanceId,
  watching: readonly (readonly [TabId, InstanceId, Tab])[],
): void {
  stage.message(through, 'redis', `PUBLISH · ${name}`)
  for (const [tab, instance, { seen }] of watching) {
    if (!seen.includes(name)) continue
    stage.message('redis', instance, `presence · ${name}`)
    stage.message(instance, tab, `${name} en línea`)
  }
}

export function showSeen(stage: Stage, tabs: readonly Tab[]): void {
  stage.state('ana', {
    title: 'qué ve cada pestaña',
    columns: ['pestaña', 've llegar a'],
    key: 'pestaña',
    rows: tabs.map(({ name, seen }) => [name, seen.join(' ') || '—']),
  })
}

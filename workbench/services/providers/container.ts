import { hostname } from 'node:os'

import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers'

import { identify, isAlive } from '../process-identity.ts'

export type ContainerPlan = {
  readonly port: number
  readonly command: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly ready: RegExp
  readonly times: number
  readonly url: (port: number) => string
}

export type RunningContainer = AsyncDisposable & {
  readonly port: number
  readonly died: Promise<string>
}

/** Dice de qué guardián es cada contenedor, para retirar los de uno que ya no existe. */
const ownerLabel = 'taller.guardian'
const machineLabel = 'taller.maquina'

/** Testcontainers publica los puertos en todas las interfaces; aquí, solo en la de casa. */
class LoopbackContainer extends GenericContainer {
  protected override async beforeContainerCreated(): Promise<void> {
    const published = (this.hostConfig.PortBindings ?? {}) as Record<string, { HostIp?: string }[]>
    for (const binding of Object.values(published).flat()) binding.HostIp = '127.0.0.1'
  }
}

export async function startContainer(
  image: string,
  { port, command, environment, ready, times }: ContainerPlan,
): Promise<RunningContainer> {
  // Ryuk es el barrendero de Testcontainers, en otro contenedor que puede no estar descargado.
  // Aquí limpia el guardián, así que no hace falta.
  process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true'
  const { pid, startedAt } = identify(process.pid)
  const container = await new LoopbackContainer(image)
    .withCommand([...command])
    .withEnvironment({ ...environment })
    .withExposedPorts(port)
    .withLabels({ [ownerLabel]: `${pid}-${startedAt}`, [machineLabel]: hostname() })
    .withWaitStrategy(Wait.forLogMessage(ready, times))
    .withStartupTimeout(60_000)
    .start()

  const client = await getContainerRuntimeClient()
  const finished = client.container.getById(container.getId()).wait() as Promise<unknown>
  return {
    port: container.getMappedPort(port),
    died: finished.then(
      () => 'El contenedor se detuvo.',
      () => 'Docker dejó de responder.',
    ),
    async [Symbol.asyncDispose]() {
      await container.stop({ timeout: 0, remove: true, removeVolumes: true })
    },
  }
}

export async function removeContainersOf(pid: number): Promise<void> {
  await removeWhere((owner) => owner.pid === pid)
}

/** Retira los contenedores de guardianes que ya no existen. */
export async function sweepContainers(): Promise<void> {
  await removeWhere((owner) => !isAlive(owner))
}

async function removeWhere(
  matches: (owner: { pid: number; startedAt: string }) => boolean,
): Promise<void> {
  const { dockerode } = (await getContainerRuntimeClient()).container
  // Un mismo motor puede servir a varias máquinas: los pid de otra no dicen nada aquí.
  const filters = { label: [ownerLabel, `${machineLabel}=${hostname()}`] }
  for (const { Id, Labels } of await dockerode.listContainers({ all: true, filters })) {
    const [pid, startedAt = ''] = (Labels[ownerLabel] ?? '').split('-')
    if (!matches({ pid: Number(pid), startedAt })) continue
    await dockerode.getContainer(Id).remove({ force: true, v: true })
  }
}

import type Docker from 'dockerode';
import { toContainerDefinition } from './container-definition.ts';
import { execInContainer } from './container-exec.ts';
import { readContainerFile } from './container-file.ts';
import { toContainerInfo } from './container-info.ts';
import { readContainerLogs } from './container-logs.ts';
import { toCreateOptions } from './container-spec.ts';
import { readContainerStats } from './container-stats.ts';
import type { ContainerInfo, Engine } from './engine.ts';
import { callEngine, isConflict, isNotFound, isNotModified } from './engine-errors.ts';

type ContainerCalls = Pick<
  Engine,
  | 'listContainers'
  | 'inspectContainer'
  | 'containerDefinition'
  | 'createContainer'
  | 'startContainer'
  | 'stopContainer'
  | 'killContainer'
  | 'removeContainer'
  | 'renameContainer'
  | 'updateLimits'
  | 'waitContainer'
  | 'exec'
  | 'readContainerFile'
  | 'logs'
  | 'stats'
  | 'portHolders'
>;

/**
 * Everything asked of the engine about containers. `connection` throws when there is none. Where the engine cannot limit
 * swap, what it shows as such a limit (Docker: none) is not one, and containers have none here.
 */
export function createContainerCalls(connection: () => Docker, canLimitSwap: () => boolean): ContainerCalls {
  const container = (id: string) => connection().getContainer(id);

  async function look<T>(id: string, read: (raw: Docker.ContainerInspectInfo) => T): Promise<T | undefined> {
    return callEngine('looking at a container', async () => {
      try {
        return read(await container(id).inspect());
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    });
  }

  const inspect = (id: string): Promise<ContainerInfo | undefined> =>
    look(id, (raw) => {
      const found = toContainerInfo(raw);
      return canLimitSwap() ? found : { ...found, limits: { ...found.limits, memorySwapBytes: undefined } };
    });

  return {
    inspectContainer: inspect,
    containerDefinition: (id) => look(id, toContainerDefinition),
    async listContainers(labels) {
      const filters = { label: Object.entries(labels).map(([key, value]) => `${key}=${value}`) };
      const list = await callEngine('listing containers', () => connection().listContainers({ all: true, filters }));
      // Between the list and the look a container may have gone.
      const all = await Promise.all(list.map(({ Id }) => inspect(Id)));
      return all.filter((each) => each !== undefined);
    },
    async createContainer(spec) {
      return callEngine(`making the container ${spec.name}`, async () => {
        const made = await connection().createContainer(toCreateOptions(spec));
        for (const { name, aliases } of spec.networks.slice(1)) {
          await connection()
            .getNetwork(name)
            .connect({ Container: made.id, EndpointConfig: { Aliases: [...aliases] } });
        }
        return made.id;
      });
    },
    startContainer: (id) =>
      callEngine('starting a container', async () => {
        await container(id)
          .start()
          .catch((error: unknown) => ignore(error, isNotModified));
      }),
    stopContainer: (id, graceMs) =>
      callEngine('stopping a container', async () => {
        await container(id)
          .stop({ t: Math.ceil(graceMs / 1000) })
          .catch((error: unknown) => ignore(error, isNotModified, isNotFound));
      }),
    killContainer: (id, signal) =>
      callEngine('ending a container', async () => {
        await container(id)
          .kill({ signal })
          .catch((error: unknown) => ignore(error, isNotFound, isConflict));
      }),
    removeContainer: (id) =>
      callEngine('removing a container', async () => {
        // 409 is "removal is already in progress".
        await container(id)
          .remove({ force: true, v: false })
          .catch((error: unknown) => ignore(error, isNotFound, isConflict));
      }),
    renameContainer: (id, name) => callEngine('renaming a container', async () => void (await container(id).rename({ name }))),
    updateLimits: (id, { cpus, memoryBytes, memorySwapBytes, memoryReservationBytes, pids }) =>
      callEngine('changing limits', async () => {
        await container(id).update({
          ...(cpus === undefined ? {} : { NanoCpus: Math.round(cpus * 1e9) }),
          ...(memoryBytes === undefined ? {} : { Memory: memoryBytes }),
          ...(memorySwapBytes === undefined ? {} : { MemorySwap: memorySwapBytes }),
          ...(memoryReservationBytes === undefined ? {} : { MemoryReservation: memoryReservationBytes }),
          ...(pids === undefined ? {} : { PidsLimit: pids }),
        });
      }),
    waitContainer: (id, signal) =>
      callEngine('waiting for a container', async () => {
        const { StatusCode } = (await container(id).wait({ abortSignal: signal })) as { StatusCode: number };
        return StatusCode;
      }),
    exec: (id, request) => execInContainer(connection(), id, request),
    readContainerFile: (id, path) => readContainerFile(connection(), id, path),
    logs: (id, request) => readContainerLogs(connection(), id, request),
    stats: (id) => readContainerStats(connection(), id),
    async portHolders() {
      const list = await callEngine('listing containers', () => connection().listContainers());
      return list.flatMap((each) =>
        (each.Ports ?? [])
          .filter(({ PublicPort }) => PublicPort !== undefined && PublicPort > 0)
          .map(({ IP, PublicPort, Type }) => ({
            name: each.Names[0]?.replace(/^\//, '') ?? each.Id.slice(0, 12),
            project: each.Labels?.['com.docker.compose.project'],
            service: each.Labels?.['com.docker.compose.service'],
            hostAddress: IP ?? '0.0.0.0',
            hostPort: PublicPort,
            protocol: Type,
          })),
      );
    },
  };
}

function ignore(error: unknown, ...tests: ((error: unknown) => boolean)[]): void {
  if (!tests.some((test) => test(error))) throw error;
}

import { statfs } from 'node:fs/promises';
import type Docker from 'dockerode';
import type { Engine } from './engine.ts';
import { callEngine, isConflict, isNotFound } from './engine-errors.ts';
import { pullImage } from './image-pull.ts';

type ResourceCalls = Pick<
  Engine,
  | 'imageId'
  | 'pull'
  | 'ensureNetwork'
  | 'removeNetwork'
  | 'inspectNetwork'
  | 'ensureVolume'
  | 'removeVolume'
  | 'listVolumes'
  | 'disk'
  | 'cgroups'
>;

/** Everything asked of the engine about images, networks, volumes and its disk. */
export function createResourceCalls(connection: () => Docker): ResourceCalls {
  async function inspectNetwork(name: string): Promise<{ gateway: string | undefined; containers: number } | undefined> {
    return callEngine('looking at a network', async () => {
      try {
        const raw = (await connection().getNetwork(name).inspect()) as {
          IPAM?: { Config?: { Gateway?: string; Subnet?: string }[] | null };
          Containers?: Record<string, unknown>;
        };
        const first = raw.IPAM?.Config?.find(({ Subnet = '', Gateway = '' }) => !`${Subnet}${Gateway}`.includes(':'));
        const gateway = first?.Gateway?.split('/')[0];
        return { gateway: gateway === '' ? undefined : gateway, containers: Object.keys(raw.Containers ?? {}).length };
      } catch (error) {
        if (isNotFound(error)) return undefined;
        throw error;
      }
    });
  }

  return {
    inspectNetwork,
    imageId: (reference) =>
      callEngine('looking for an image', async () => {
        try {
          const { Id, RepoDigests, Size } = await connection().getImage(reference).inspect();
          return { id: Id, digests: RepoDigests ?? [], bytes: Size };
        } catch (error) {
          if (isNotFound(error)) return undefined;
          throw error;
        }
      }),
    pull: (reference, request) => pullImage(connection(), reference, request),
    async ensureNetwork({ name, driver, isInternal, labels }) {
      const found = await inspectNetwork(name);
      if (found !== undefined) return { gateway: found.gateway, isNew: false };
      await callEngine(`making the network ${name}`, async () => {
        await connection()
          .createNetwork({ Name: name, CheckDuplicate: true, Driver: driver ?? 'bridge', Internal: isInternal, Labels: { ...labels } })
          // Another process was faster.
          .catch((error: unknown) => {
            if (!isConflict(error)) throw error;
          });
      });
      return { gateway: (await inspectNetwork(name))?.gateway, isNew: true };
    },
    removeNetwork: (name) =>
      callEngine(`removing the network ${name}`, async () => {
        await connection()
          .getNetwork(name)
          .remove()
          .catch((error: unknown) => {
            if (!isNotFound(error)) throw error;
          });
      }),
    ensureVolume: ({ name, driver, labels }) =>
      callEngine(`making the volume ${name}`, async () => {
        try {
          await connection().getVolume(name).inspect();
          return { isNew: false };
        } catch (error) {
          if (!isNotFound(error)) throw error;
        }
        await connection().createVolume({ Name: name, Driver: driver ?? 'local', Labels: { ...labels } });
        return { isNew: true };
      }),
    removeVolume: (name) =>
      callEngine(`removing the volume ${name}`, async () => {
        await connection()
          .getVolume(name)
          .remove()
          .catch((error: unknown) => {
            if (!isNotFound(error)) throw error;
          });
      }),
    async listVolumes(labels) {
      const filters = { label: Object.entries(labels).map(([key, value]) => `${key}=${value}`) };
      const { Volumes } = await callEngine('listing volumes', () => connection().listVolumes({ filters }));
      return (Volumes ?? []).map(({ Name, Labels }) => ({ name: Name, labels: Labels ?? {} }));
    },
    async cgroups() {
      const facts = (await callEngine('asking for cgroups', () => connection().info())) as Record<string, unknown>;
      const text = (key: string) => (typeof facts[key] === 'string' ? facts[key] : '');
      return { driver: text('CgroupDriver'), version: text('CgroupVersion'), system: text('OperatingSystem') };
    },
    async disk() {
      const { DockerRootDir: folder } = (await callEngine('asking for the disk', () => connection().info())) as { DockerRootDir?: string };
      if (!folder) return undefined;
      // Where the engine runs in a virtual machine its folder is not on this computer.
      const room = await statfs(folder).catch(() => undefined);
      return room === undefined ? undefined : { folder, freeBytes: room.bavail * room.bsize };
    },
  };
}

import type Docker from 'dockerode';
import type { ContainerInfo, HealthRun } from './engine.ts';

const known: ReadonlySet<string> = new Set(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']);
/** Podman's own words beside Docker's. */
const podmanWords: Readonly<Record<string, ContainerInfo['status']>> = {
  configured: 'created',
  initialized: 'created',
  stopping: 'running',
  stopped: 'exited',
};

function toStatus(word: string): ContainerInfo['status'] {
  return known.has(word) ? (word as ContainerInfo['status']) : (podmanWords[word] ?? 'unknown');
}

/** What engines write for "never" (Go's zero time). */
const never = /^0001-/;

/** The engine's description of a container as ours. */
export function toContainerInfo(raw: Docker.ContainerInspectInfo): ContainerInfo {
  const { State: state, HostConfig: host } = raw;
  const isOver = toStatus(state.Status) === 'exited' || state.Status === 'dead';
  return {
    id: raw.Id,
    name: raw.Name.replace(/^\//, ''),
    labels: raw.Config.Labels ?? {},
    imageId: raw.Image,
    imageReference: raw.Config.Image,
    status: toStatus(state.Status),
    createdAt: toTime(raw.Created) ?? new Date(0).toISOString(),
    startedAt: toTime(state.StartedAt),
    finishedAt: toTime(state.FinishedAt),
    exitCode: isOver ? state.ExitCode : undefined,
    isOutOfMemory: state.OOMKilled,
    error: state.Error,
    pid: state.Pid === 0 ? undefined : state.Pid,
    health: readHealth(state as unknown as { Health?: RawHealth }),
    ports: Object.entries(raw.NetworkSettings.Ports ?? {}).flatMap(([key, bindings]) => {
      const [port = '0', protocol = 'tcp'] = key.split('/');
      return (bindings ?? []).map(({ HostIp, HostPort }) => ({
        hostAddress: HostIp,
        hostPort: Number(HostPort),
        containerPort: Number(port),
        protocol,
      }));
    }),
    networks: Object.fromEntries(
      Object.entries(raw.NetworkSettings.Networks ?? {}).map(([name, { IPAddress, Gateway }]) => [
        name,
        { address: IPAddress, gateway: Gateway },
      ]),
    ),
    limits: {
      cpus: positive(host.NanoCpus) === undefined ? quotaCpus(host) : Number(host.NanoCpus) / 1e9,
      memoryBytes: positive(host.Memory),
      memorySwapBytes: host.MemorySwap === -1 ? -1 : positive(host.MemorySwap),
      memoryReservationBytes: positive(host.MemoryReservation),
      pids: positive(host.PidsLimit ?? undefined),
    },
  };
}

function quotaCpus({ CpuQuota, CpuPeriod }: Docker.HostConfig): number | undefined {
  return positive(CpuQuota) === undefined ? undefined : Number(CpuQuota) / (positive(CpuPeriod) ?? 100_000);
}

function positive(value: number | undefined): number | undefined {
  return value === undefined || value <= 0 ? undefined : value;
}

interface RawHealth {
  Status?: string;
  Log?: { Start: string; End: string; ExitCode: number; Output: string }[] | null;
}

function readHealth({ Health: health }: { Health?: RawHealth }): ContainerInfo['health'] {
  if (health?.Status !== 'starting' && health?.Status !== 'healthy' && health?.Status !== 'unhealthy') return undefined;
  return { status: health.Status, log: (health.Log ?? []).map(toHealthRun) };
}

/** Docker writes exit code -1 for a check that did not end in time. */
function toHealthRun({ Start, End, ExitCode, Output }: { Start: string; End: string; ExitCode: number; Output: string }): HealthRun {
  return {
    startedAt: toTime(Start) ?? new Date(0).toISOString(),
    durationMs: Math.max(0, Date.parse(End) - Date.parse(Start)),
    exitCode: ExitCode === -1 ? undefined : ExitCode,
    output: Output,
  };
}

function toTime(text: string | undefined): string | undefined {
  if (text === undefined || text === '' || never.test(text)) return undefined;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

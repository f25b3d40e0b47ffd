import type Docker from 'dockerode';
import type { ContainerSpec } from './engine.ts';

const nsPerMs = 1_000_000;

/** Our container as the body of the engine's create call. Only the first network: older engines take one at creation. */
export function toCreateOptions(spec: ContainerSpec): Docker.ContainerCreateOptions {
  const portKey = (port: { containerPort: number; protocol: string }) => `${port.containerPort}/${port.protocol}`;
  const [network] = spec.networks;
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const port of spec.ports) {
    const key = portKey(port);
    bindings[key] = [...(bindings[key] ?? []), { HostIp: port.hostAddress, HostPort: String(port.hostPort) }];
  }
  const [restartName = 'no', restartCount] = spec.restart.split(':');
  return {
    name: spec.name,
    Image: spec.image,
    Labels: { ...spec.labels },
    Env: [...spec.environment],
    ExposedPorts: Object.fromEntries([
      ...spec.ports.map((port) => [portKey(port), {}]),
      ...spec.exposed.map((port) => [`${port}/tcp`, {}]),
    ]),
    ...given('Entrypoint', spec.entrypoint && [...spec.entrypoint]),
    ...given('Cmd', spec.command && [...spec.command]),
    ...given('User', spec.user),
    ...given('WorkingDir', spec.workingDir),
    ...given('Hostname', spec.hostname),
    ...given('StopSignal', spec.stopSignal),
    StopTimeout: Math.ceil(spec.stopGraceMs / 1000),
    ...(spec.healthcheck === undefined
      ? {}
      : {
          Healthcheck: {
            Test: [...spec.healthcheck.test],
            Interval: spec.healthcheck.intervalMs * nsPerMs,
            Timeout: spec.healthcheck.timeoutMs * nsPerMs,
            Retries: spec.healthcheck.retries,
            StartPeriod: spec.healthcheck.startPeriodMs * nsPerMs,
          },
        }),
    HostConfig: {
      PortBindings: bindings,
      Mounts: spec.mounts.map(({ kind, source, target, isReadOnly }) => ({
        Type: kind,
        Source: source,
        Target: target,
        ReadOnly: isReadOnly,
      })) as Docker.MountConfig,
      Tmpfs: { ...spec.tmpfs },
      ExtraHosts: [...spec.extraHosts],
      RestartPolicy: { Name: restartName, MaximumRetryCount: Number(restartCount ?? 0) },
      Init: spec.init,
      ReadonlyRootfs: spec.isReadOnly,
      CapAdd: [...spec.capAdd],
      CapDrop: [...spec.capDrop],
      SecurityOpt: [...spec.securityOpt],
      GroupAdd: [...spec.groupAdd],
      Sysctls: { ...spec.sysctls },
      Ulimits: Object.entries(spec.ulimits).map(([Name, { soft, hard }]) => ({ Name, Soft: soft, Hard: hard })),
      ...(network === undefined ? { NetworkMode: 'none' } : { NetworkMode: network.name }),
      ...given('NanoCpus', spec.cpus === undefined ? undefined : Math.round(spec.cpus * 1e9)),
      ...given('Memory', spec.memoryBytes),
      ...given('MemorySwap', spec.memorySwapBytes),
      ...given('MemoryReservation', spec.memoryReservationBytes),
      ...given('PidsLimit', spec.pids),
      ...given('ShmSize', spec.shmBytes),
      ...(spec.logging === undefined ? {} : { LogConfig: { Type: spec.logging.driver, Config: { ...spec.logging.options } } }),
    },
    ...(network === undefined ? {} : { NetworkingConfig: { EndpointsConfig: { [network.name]: { Aliases: [...network.aliases] } } } }),
  };
}

function given<K extends string, T>(key: K, value: T | undefined): { [P in K]?: T } {
  return value === undefined ? {} : ({ [key]: value } as { [P in K]?: T });
}

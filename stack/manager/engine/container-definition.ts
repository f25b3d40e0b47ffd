import type Docker from 'dockerode';
import { toContainerInfo } from './container-info.ts';
import type { ContainerDefinition } from './engine.ts';

/** What the engine keeps of how a container was made. */
export function toContainerDefinition(raw: Docker.ContainerInspectInfo): ContainerDefinition {
  const { Config: config, HostConfig: host } = raw;
  const { Name: restart = 'no', MaximumRetryCount: times = 0 } = host.RestartPolicy ?? {};
  const ports = (host.PortBindings ?? {}) as Record<string, { HostPort?: string }[] | null>;
  return {
    image: config.Image,
    entrypoint: words(config.Entrypoint),
    command: words(config.Cmd),
    environment: Object.fromEntries(
      (config.Env ?? []).map((entry) => {
        const sign = entry.indexOf('=');
        return sign === -1 ? [entry, ''] : [entry.slice(0, sign), entry.slice(sign + 1)];
      }),
    ),
    // Docker keeps no name where none was given.
    restart: restart === '' ? 'no' : times > 0 ? `${restart}:${times}` : restart,
    logOptions: host.LogConfig?.Config ?? {},
    ports: Object.entries(ports).flatMap(([key, bindings]) => {
      const [containerPort = '0', protocol = 'tcp'] = key.split('/');
      return (bindings ?? []).map(({ HostPort = '0' }) => ({ hostPort: Number(HostPort), containerPort: Number(containerPort), protocol }));
    }),
    mounts: Object.fromEntries(
      raw.Mounts.map(({ Name, Source, Destination, Type }) => [Destination, Type === 'volume' ? (Name ?? Source) : Source]),
    ),
    shmBytes: host.ShmSize,
    limits: toContainerInfo(raw).limits,
  };
}

/** One word or a list of them; null where there are none. */
function words(given: string | string[] | null | undefined): string[] {
  return given === null || given === undefined ? [] : [given].flat();
}

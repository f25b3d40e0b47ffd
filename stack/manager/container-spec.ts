import type { Compose, ComposeService } from './compose-file/index.ts';
import { containerLabels, containerName } from './compose-labels.ts';
import type { ContainerSpec } from './engine/index.ts';
import { configHash } from './plan/canonical-service.ts';

/** The container of a service as the engine is asked for it. `gateway` stands in for `host-gateway` in extra hosts. */
export function containerSpec(
  compose: Compose,
  service: ComposeService,
  { secretsDigest, gateway }: { secretsDigest: string; gateway: string | undefined },
): ContainerSpec {
  const { limits } = service;
  return {
    name: containerName(compose, service),
    image: service.image,
    labels: containerLabels(compose, service, { config: configHash(service), secrets: secretsDigest }),
    entrypoint: service.entrypoint,
    command: service.command,
    environment: Object.entries(service.environment).map(([name, value]) => `${name}=${value}`),
    user: service.user,
    workingDir: service.workingDir,
    hostname: service.hostname,
    ports: service.ports,
    exposed: service.exposed,
    mounts: [
      ...service.mounts.flatMap((mount) =>
        mount.kind === 'tmpfs' ? [] : [{ ...mount, kind: mount.kind, source: volumeName(compose, mount) }],
      ),
      ...service.secrets.map(({ source, target }) => ({
        kind: 'bind' as const,
        source: compose.secrets[source]?.file ?? '',
        target,
        isReadOnly: true,
      })),
    ],
    tmpfs: Object.fromEntries(service.mounts.filter(({ kind }) => kind === 'tmpfs').map(({ target, options }) => [target, options])),
    networks: service.networks.map(({ name, aliases }) => ({
      name: compose.networks[name]?.name ?? name,
      aliases: [...new Set([service.name, ...aliases])],
    })),
    extraHosts: service.extraHosts.map(({ host, address }) => `${host}:${address === 'host-gateway' ? (gateway ?? address) : address}`),
    healthcheck: service.healthcheck,
    restart: service.restart,
    stopGraceMs: service.stopGraceMs,
    stopSignal: service.stopSignal,
    init: service.init,
    isReadOnly: service.isReadOnly,
    capAdd: service.capAdd,
    capDrop: service.capDrop,
    securityOpt: service.securityOpt,
    cpus: limits.cpus,
    memoryBytes: limits.memoryBytes,
    memorySwapBytes: limits.memorySwapBytes,
    memoryReservationBytes: limits.memoryReservationBytes,
    pids: limits.pids,
    shmBytes: service.shmBytes,
    ulimits: service.ulimits,
    sysctls: service.sysctls,
    groupAdd: service.groupAdd,
    logging: service.logging,
  };
}

function volumeName(compose: Compose, { kind, source }: { kind: string; source: string }): string {
  return kind === 'volume' ? (compose.volumes[source]?.name ?? source) : source;
}

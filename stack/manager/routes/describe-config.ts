import type { Compose, ComposeService } from '../compose-file/index.ts';
import { isSecretName } from '../secret-name.ts';

/** A service as interpolated, in the words of the compose file. Values that look like secrets are left out. */
export function describeConfig(compose: Compose, service: ComposeService): Record<string, unknown> {
  const { limits, healthcheck } = service;
  return withoutEmpty({
    image: service.image,
    profiles: service.profiles,
    entrypoint: service.entrypoint,
    command: service.command,
    environment: Object.fromEntries(
      Object.entries(service.environment).map(([name, value]) => [name, isSecretName(name) ? '(not shown)' : value]),
    ),
    labels: service.labels,
    user: service.user,
    working_dir: service.workingDir,
    hostname: service.hostname,
    ports: service.ports.map(
      ({ hostAddress, hostPort, containerPort, protocol }) => `${hostAddress}:${hostPort}:${containerPort}/${protocol}`,
    ),
    volumes: service.mounts.map(({ kind, source, target, isReadOnly, options }) =>
      kind === 'tmpfs'
        ? `tmpfs:${target}${options === '' ? '' : `:${options}`}`
        : `${kind === 'volume' ? (compose.volumes[source]?.name ?? source) : source}:${target}${isReadOnly ? ':ro' : ''}`,
    ),
    secrets: service.secrets.map(({ source, target }) => `${source} at ${target}`),
    networks: service.networks.map(({ name }) => compose.networks[name]?.name ?? name),
    extra_hosts: service.extraHosts.map(({ host, address }) => `${host}:${address}`),
    depends_on: Object.fromEntries(
      service.dependsOn.map(({ service: name, condition, restart }) => [name, restart ? `${condition}, restart` : condition]),
    ),
    healthcheck:
      healthcheck === undefined
        ? undefined
        : {
            test: healthcheck.test,
            interval: `${healthcheck.intervalMs} ms`,
            timeout: `${healthcheck.timeoutMs} ms`,
            retries: healthcheck.retries,
            start_period: `${healthcheck.startPeriodMs} ms`,
          },
    restart: service.restart,
    stop_grace_period: `${service.stopGraceMs} ms`,
    stop_signal: service.stopSignal,
    init: service.init || undefined,
    read_only: service.isReadOnly || undefined,
    cap_add: service.capAdd,
    cap_drop: service.capDrop,
    security_opt: service.securityOpt,
    cpus: limits.cpus,
    mem_limit: limits.memoryBytes,
    memswap_limit: limits.memorySwapBytes,
    mem_reservation: limits.memoryReservationBytes,
    pids_limit: limits.pids,
    shm_size: service.shmBytes,
    ulimits: service.ulimits,
    sysctls: service.sysctls,
    logging: service.logging,
    variables: service.variables,
  });
}

function withoutEmpty(entries: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entries).filter(
      ([, value]) =>
        value !== undefined &&
        !(Array.isArray(value) && value.length === 0) &&
        !(typeof value === 'object' && value !== null && Object.keys(value).length === 0),
    ),
  );
}

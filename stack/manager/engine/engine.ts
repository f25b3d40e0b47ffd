import type { EngineInfo } from '#contract';

/** What the engine knows of one container, in our words. Times are RFC 3339 or undefined where it never happened. */
export interface ContainerInfo {
  readonly id: string;
  /** Without the leading slash. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly imageId: string;
  readonly imageReference: string;
  readonly status: 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead' | 'unknown';
  readonly createdAt: string;
  readonly startedAt: string | undefined;
  readonly finishedAt: string | undefined;
  readonly exitCode: number | undefined;
  readonly isOutOfMemory: boolean;
  /** What the engine says of a failed start, e.g. a port that is taken. */
  readonly error: string;
  readonly pid: number | undefined;
  readonly health: { readonly status: 'starting' | 'healthy' | 'unhealthy'; readonly log: readonly HealthRun[] } | undefined;
  readonly ports: readonly {
    readonly hostAddress: string;
    readonly hostPort: number;
    readonly containerPort: number;
    readonly protocol: string;
  }[];
  readonly networks: Readonly<Record<string, { readonly address: string; readonly gateway: string }>>;
  readonly limits: {
    readonly cpus: number | undefined;
    readonly memoryBytes: number | undefined;
    readonly memorySwapBytes: number | undefined;
    readonly memoryReservationBytes: number | undefined;
    readonly pids: number | undefined;
  };
}

/** What a container was made of, as the engine keeps it. */
export interface ContainerDefinition {
  readonly image: string;
  readonly entrypoint: readonly string[];
  readonly command: readonly string[];
  /** Also what the image brings. */
  readonly environment: Readonly<Record<string, string>>;
  /** `no`, `always`, `unless-stopped`, `on-failure` or `on-failure:3`. */
  readonly restart: string;
  readonly logOptions: Readonly<Record<string, string>>;
  readonly ports: readonly { readonly hostPort: number; readonly containerPort: number; readonly protocol: string }[];
  /** Path on the engine's computer, or name of the volume, by path in the container. */
  readonly mounts: Readonly<Record<string, string>>;
  readonly shmBytes: number | undefined;
  readonly limits: ContainerInfo['limits'];
}

/** One run of a health check; `exitCode` undefined when it did not end in time. */
export interface HealthRun {
  readonly startedAt: string;
  readonly durationMs: number;
  readonly exitCode: number | undefined;
  readonly output: string;
}

/** Something the engine announces about containers, images, networks and volumes. */
export interface EngineEvent {
  readonly kind: 'container' | 'image' | 'network' | 'volume';
  /** As the engine names it: `start`, `die`, `oom`, `health_status` … */
  readonly action: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly atMs: number;
}

export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[] | undefined;
  readonly command: readonly string[] | undefined;
  readonly environment: readonly string[];
  readonly user: string | undefined;
  readonly workingDir: string | undefined;
  readonly hostname: string | undefined;
  readonly ports: readonly {
    readonly hostAddress: string;
    readonly hostPort: number;
    readonly containerPort: number;
    readonly protocol: 'tcp' | 'udp';
  }[];
  readonly exposed: readonly number[];
  readonly mounts: readonly {
    readonly kind: 'bind' | 'volume';
    readonly source: string;
    readonly target: string;
    readonly isReadOnly: boolean;
  }[];
  /** Target and mount options, e.g. `size=64m`. */
  readonly tmpfs: Readonly<Record<string, string>>;
  /** Names at the engine, with the names of the container there. The first is joined at creation. */
  readonly networks: readonly { readonly name: string; readonly aliases: readonly string[] }[];
  /** `host:address`. */
  readonly extraHosts: readonly string[];
  readonly healthcheck:
    | {
        readonly test: readonly string[];
        readonly intervalMs: number;
        readonly timeoutMs: number;
        readonly retries: number;
        readonly startPeriodMs: number;
      }
    | undefined;
  readonly restart: string;
  readonly stopGraceMs: number;
  readonly stopSignal: string | undefined;
  readonly init: boolean;
  readonly isReadOnly: boolean;
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly securityOpt: readonly string[];
  readonly cpus: number | undefined;
  readonly memoryBytes: number | undefined;
  readonly memorySwapBytes: number | undefined;
  readonly memoryReservationBytes: number | undefined;
  readonly pids: number | undefined;
  readonly shmBytes: number | undefined;
  readonly ulimits: Readonly<Record<string, { readonly soft: number; readonly hard: number }>>;
  readonly sysctls: Readonly<Record<string, string>>;
  readonly groupAdd: readonly string[];
  readonly logging: { readonly driver: string; readonly options: Readonly<Record<string, string>> } | undefined;
}

/** Limits an engine changes in a running container. */
export type ChangeableLimit = 'cpus' | 'memoryBytes' | 'memorySwapBytes' | 'memoryReservationBytes' | 'pids';

export interface ExecResult {
  /** undefined: it did not end in time. */
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** True when more than `mostBytes` was written. */
  readonly isCut: boolean;
  readonly durationMs: number;
}

/** One chunk of a container's log, one line, without its line feed. */
export interface RawLogLine {
  readonly stream: 'stdout' | 'stderr';
  /** RFC 3339 with nanoseconds, as the engine stamped it. */
  readonly at: string;
  readonly text: string;
}

export interface LogRequest {
  /** RFC 3339, inclusive, nanoseconds allowed. */
  readonly since?: string;
  readonly until?: string;
  /** Newest lines; undefined is all. */
  readonly tail?: number;
  /** Goes on with new lines until `signal` aborts or the container ends. */
  readonly follow?: boolean;
  readonly signal?: AbortSignal;
}

/** Counters of a container at one instant; undefined where the engine does not say. Bytes, nanoseconds. */
export interface RawStats {
  readonly atMs: number;
  readonly cpuTotalNs: number | undefined;
  readonly throttledPeriods: number | undefined;
  readonly periods: number | undefined;
  readonly memoryUsageBytes: number | undefined;
  /** Page cache that can be given back: `total_inactive_file` (cgroup v1) or `inactive_file` (v2). */
  readonly inactiveFileBytes: number | undefined;
  readonly memoryLimitBytes: number | undefined;
  readonly receivedBytes: number | undefined;
  readonly sentBytes: number | undefined;
  readonly blockReadBytes: number | undefined;
  readonly blockWrittenBytes: number | undefined;
  readonly pids: number | undefined;
}

export interface PullRequest {
  onProgress(progress: PullProgress): void;
  readonly signal: AbortSignal;
  /** What the tag is to mean, as `sha256:…`; without it what the registry says now. */
  readonly digest?: string | undefined;
}

/** Progress of a pull; `total` grows while layers become known. */
export interface PullProgress {
  readonly doneBytes: number;
  readonly totalBytes: number | undefined;
  readonly layersDone: number;
  readonly layers: number;
  /** Layers that were here before. */
  readonly layersKept: number;
  readonly status: string;
}

/**
 * The container engine: Docker or Podman through its socket. The only door to dockerode.
 * Every call throws GantryError `engine_unavailable` when the engine does not answer, `engine_refused` with its words
 * when it will not, `not_found` when there is no such thing.
 */
export interface Engine {
  /** What is known of it; `state` is down while none answers. */
  info(): EngineInfo;
  /** Looks for an engine (again), now and after every loss until `close`; never throws. Announces through `onChange`. */
  connect(): Promise<EngineInfo>;
  /** Calls at every change of `info()`. Returns the way to stop. */
  onChange(listener: (info: EngineInfo) => void): () => void;
  /** True when the engine itself runs health checks (Docker); Podman without systemd timers does not. */
  runsHealthchecks(): boolean;

  /** Containers with all these labels, also stopped ones. */
  listContainers(labels: Readonly<Record<string, string>>): Promise<ContainerInfo[]>;
  inspectContainer(id: string): Promise<ContainerInfo | undefined>;
  /** What it was made of; undefined where it is gone. */
  containerDefinition(id: string): Promise<ContainerDefinition | undefined>;
  createContainer(spec: ContainerSpec): Promise<string>;
  startContainer(id: string): Promise<void>;
  /** Signal, then kill after `graceMs`. */
  stopContainer(id: string, graceMs: number): Promise<void>;
  killContainer(id: string, signal: string): Promise<void>;
  removeContainer(id: string): Promise<void>;
  renameContainer(id: string, name: string): Promise<void>;
  updateLimits(id: string, limits: Partial<Pick<ContainerSpec, ChangeableLimit>>): Promise<void>;
  /** Waits until it has ended and gives its exit code. */
  waitContainer(id: string, signal: AbortSignal): Promise<number>;
  exec(
    id: string,
    request: { command: readonly string[]; stdin?: string; timeoutMs: number; mostBytes?: number; user?: string; signal?: AbortSignal },
  ): Promise<ExecResult>;
  /** A file of a container as text; undefined where it is not there. */
  readContainerFile(id: string, path: string): Promise<string | undefined>;
  logs(id: string, request: LogRequest): AsyncIterable<RawLogLine>;
  stats(id: string): Promise<RawStats>;
  /** All containers with the ports they publish, of every project. */
  portHolders(): Promise<
    { name: string; project: string | undefined; service: string | undefined; hostAddress: string; hostPort: number; protocol: string }[]
  >;

  /** Id of an image, or undefined where it is not here. */
  imageId(reference: string): Promise<{ id: string; digests: readonly string[]; bytes: number } | undefined>;
  /** @throws GantryError `image_unreachable`; errors inside the stream count as errors */
  pull(reference: string, request: PullRequest): Promise<void>;

  /** Makes a network unless there is one of that name; gives its gateway address where it has one. */
  ensureNetwork(network: {
    name: string;
    driver: string | undefined;
    isInternal: boolean;
    labels: Readonly<Record<string, string>>;
  }): Promise<{ gateway: string | undefined; isNew: boolean }>;
  removeNetwork(name: string): Promise<void>;
  inspectNetwork(name: string): Promise<{ gateway: string | undefined; containers: number } | undefined>;
  ensureVolume(volume: { name: string; driver: string | undefined; labels: Readonly<Record<string, string>> }): Promise<{ isNew: boolean }>;
  removeVolume(name: string): Promise<void>;
  listVolumes(labels: Readonly<Record<string, string>>): Promise<{ name: string; labels: Readonly<Record<string, string>> }[]>;

  /** Events of the engine while it answers. Returns the way to stop. */
  onEvent(listener: (event: EngineEvent) => void): () => void;
  /** Folder on the engine's disk and what is free there, where the engine is on this computer. */
  disk(): Promise<{ folder: string; freeBytes: number } | undefined>;
  /** How it makes cgroups, their version, and the system it runs on; empty where it does not say. */
  cgroups(): Promise<{ driver: string; version: string; system: string }>;
  close(): void;
}

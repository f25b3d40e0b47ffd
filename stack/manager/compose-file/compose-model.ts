/** Place of a value in the compose file. */
export interface Place {
  /** File name without folder. */
  readonly file: string;
  readonly line: number;
}

/** How a value can be changed without touching the compose file: the one variable it is made of, as in `${POSTGRES_PORT:-5432}`. */
export interface Knob {
  readonly variable: string;
  /** Its default in the compose file, already interpolated; `undefined` for `${X}` and `${X:?…}`. */
  readonly fallback: string | undefined;
}

export interface PublishedPort {
  /** Address on this computer, e.g. `127.0.0.1`. */
  readonly hostAddress: string;
  /** 1–65535; 0 lets the engine choose. */
  readonly hostPort: number;
  readonly containerPort: number;
  readonly protocol: 'tcp' | 'udp';
  /** Set when the host port is one variable. */
  readonly knob?: Knob;
  readonly place: Place;
}

/** `bind`: source is an absolute path; `volume`: source is a key of `Compose.volumes`, or empty for an anonymous one; `tmpfs`: no source. */
export interface Mount {
  readonly kind: 'bind' | 'volume' | 'tmpfs';
  readonly source: string;
  /** Absolute path in the container. */
  readonly target: string;
  readonly isReadOnly: boolean;
  /** For tmpfs: mount options as after the colon in `tmpfs: [/tmp:size=64m]`; for bind: `z` or `Z` where SELinux shall relabel; or empty. */
  readonly options: string;
}

/** A secret as a file of the container. */
export interface SecretMount {
  /** Key of `Compose.secrets`. */
  readonly source: string;
  /** Absolute path in the container; Compose's default is `/run/secrets/<source>`. */
  readonly target: string;
}

export type DependencyCondition = 'service_started' | 'service_healthy' | 'service_completed_successfully';

export interface Dependency {
  readonly service: string;
  readonly condition: DependencyCondition;
  /** Whether this service restarts when the other was restarted. */
  readonly restart: boolean;
  /** False: start also without it. */
  readonly required: boolean;
}

export interface Healthcheck {
  /** Docker's form: `['CMD', …]` or `['CMD-SHELL', '…']`; never `NONE` (then there is no Healthcheck). */
  readonly test: readonly string[];
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly retries: number;
  readonly startPeriodMs: number;
  /** Interval while starting; `undefined` leaves it to the engine. */
  readonly startIntervalMs: number | undefined;
}

/** Limits and reservations; `undefined` is none. */
export interface Limits {
  readonly cpus: number | undefined;
  readonly memoryBytes: number | undefined;
  /** Memory and swap together, as Docker's MemorySwap; -1 unlimited swap. */
  readonly memorySwapBytes: number | undefined;
  readonly memoryReservationBytes: number | undefined;
  readonly pids: number | undefined;
  /** Variables by which the values can be changed, where each is one variable. */
  readonly knobs: Partial<Record<'cpus' | 'memoryBytes' | 'memorySwapBytes' | 'pids', Knob>>;
}

export interface Logging {
  readonly driver: string;
  readonly options: Readonly<Record<string, string>>;
}

/** One service, interpolated, defaults filled in, paths absolute. Arrays keep the order of the file, maps are sorted by key. */
export interface ComposeService {
  readonly name: string;
  readonly place: Place;
  readonly image: string;
  /** Empty: it belongs to every profile. */
  readonly profiles: readonly string[];
  /** `undefined` leaves it to the image. */
  readonly entrypoint: readonly string[] | undefined;
  readonly command: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly user: string | undefined;
  readonly workingDir: string | undefined;
  readonly hostname: string | undefined;
  readonly containerName: string | undefined;
  readonly ports: readonly PublishedPort[];
  /** Ports named by `expose`. */
  readonly exposed: readonly number[];
  readonly mounts: readonly Mount[];
  readonly secrets: readonly SecretMount[];
  /** Keys of `Compose.networks` with the extra names there. */
  readonly networks: readonly { readonly name: string; readonly aliases: readonly string[] }[];
  /** `host:address` lines; the address may be `host-gateway`. */
  readonly extraHosts: readonly { readonly host: string; readonly address: string }[];
  readonly dependsOn: readonly Dependency[];
  readonly healthcheck: Healthcheck | undefined;
  /** `no`, `always`, `unless-stopped`, `on-failure` or `on-failure:3`. */
  readonly restart: string;
  readonly stopGraceMs: number;
  readonly stopSignal: string | undefined;
  readonly init: boolean;
  readonly isReadOnly: boolean;
  readonly capAdd: readonly string[];
  readonly capDrop: readonly string[];
  readonly securityOpt: readonly string[];
  readonly limits: Limits;
  readonly shmBytes: number | undefined;
  readonly ulimits: Readonly<Record<string, { readonly soft: number; readonly hard: number }>>;
  readonly sysctls: Readonly<Record<string, string>>;
  readonly groupAdd: readonly string[];
  readonly logging: Logging | undefined;
  /** `always`, `missing` (default, also for `if_not_present`) or `never`. */
  readonly pullPolicy: string;
  /** Names of the variables this service's values were made of, sorted. */
  readonly variables: readonly string[];
}

export interface ComposeNetwork {
  /** Key in the file. */
  readonly key: string;
  /** Name at the engine: `<project>_<key>` unless named. */
  readonly name: string;
  readonly driver: string | undefined;
  readonly isInternal: boolean;
  readonly isExternal: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ComposeVolume {
  readonly key: string;
  readonly name: string;
  readonly driver: string | undefined;
  readonly isExternal: boolean;
  readonly labels: Readonly<Record<string, string>>;
}

export interface ComposeSecret {
  readonly key: string;
  /** Absolute path of the file on this computer. */
  readonly file: string;
}

/** What was read but has no effect, or not the effect it seems to have. */
export interface ComposeWarning {
  /** Dotted key path, as in errors. */
  readonly field: string;
  readonly message: string;
  readonly place: Place;
}

/** A whole compose file as far as Gantry supports it. Without `networks` in the file every service is on `default`, as Compose does it. */
export interface Compose {
  readonly project: string;
  /** Absolute paths of the files it was made of, first the base. */
  readonly files: readonly string[];
  /** Folder relative paths start from: the one of the first file. */
  readonly folder: string;
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, ComposeNetwork>>;
  readonly volumes: Readonly<Record<string, ComposeVolume>>;
  readonly secrets: Readonly<Record<string, ComposeSecret>>;
  /** All profile names that occur, sorted. */
  readonly profiles: readonly string[];
  readonly warnings: readonly ComposeWarning[];
}

import type { EngineInfo, Plan, Service, Stack, Task } from '#contract';

export const sampleTime = '2026-01-31T10:00:00.000Z';
export const sampleTaskId = '00000000-0000-4000-8000-000000000001';

const noLimits = { cpus: null, memory_bytes: null, memory_swap_bytes: null, memory_reservation_bytes: null, pids: null };

/** A service that is healthy, changed as told. */
export function sampleService(change: Partial<Service> = {}): Service {
  return {
    name: 'web',
    profiles: ['core'],
    desired: 'running',
    state: 'ok',
    phase: 'healthy',
    reason: 'healthy',
    since: sampleTime,
    root: null,
    image: { reference: 'web:1.0', is_present: true },
    container: { id: 'abc', name: 'gantry-web-1', created_at: sampleTime, started_at: sampleTime, exit_code: null, restarts: 0 },
    ports: [{ host_address: '127.0.0.1', host_port: 8080, container_port: 80, protocol: 'tcp', url: 'http://127.0.0.1:8080' }],
    depends_on: [],
    limits: noLimits,
    outdated: null,
    last_start: null,
    usual_ready_ms: null,
    usage: {
      at: sampleTime,
      cpu_cores: 0.123,
      throttled_ratio: 0,
      memory_bytes: 64 * 1024 ** 2,
      memory_limit_bytes: 128 * 1024 ** 2,
      network_received_per_second: 12_300,
      network_sent_per_second: 0,
      block_read_per_second: null,
      block_written_per_second: 1_500_000,
      pids: 7,
    },
    ...change,
  };
}

const engine: EngineInfo = {
  state: 'ok',
  reason: 'answers',
  kind: 'docker',
  version: '20.10.24',
  api_version: '1.41',
  rootless: false,
  socket: '/var/run/docker.sock',
  chosen_because: 'it answers',
  not_chosen: [],
  cpus: 2,
  memory_bytes: 8e9,
  can_limit_swap: true,
  can_limit_pids: true,
};

/** A stack with these services. */
export function sampleStack(services: Service[], change: Partial<Stack> = {}): Stack {
  return {
    project: 'gantry',
    environment: 'default',
    files: ['compose.yaml'],
    problem: null,
    engine,
    state: 'ok',
    summary: 'In words',
    profiles: [],
    services,
    volumes: [],
    task: null,
    gateway: { url: null, reason: 'nothing runs' },
    ...change,
  };
}

/** A plan that starts web after db. */
export function samplePlan(change: Partial<Plan> = {}): Plan {
  return {
    verb: 'up',
    services: ['db', 'web'],
    steps: [
      { action: 'pull', subject: 'db:1.0', service: null, reason: 'the image is not on this computer', after: [], destroys: null },
      { action: 'create', subject: 'db', service: 'db', reason: 'it has no container', after: [], destroys: null },
      { action: 'keep', subject: 'web', service: 'web', reason: 'it runs as the file says', after: ['db'], destroys: null },
    ],
    problems: [],
    memory: { needed_bytes: 64 * 1024 ** 2, limit_bytes: 512 * 1024 ** 2, available_bytes: 8 * 1024 ** 3 },
    destroys: [],
    ...change,
  };
}

/** A task of the stack that runs. */
export function sampleTask(change: Partial<Task> = {}): Task {
  return {
    id: sampleTaskId,
    kind: 'stack-change',
    title: 'Start core',
    state: 'running',
    cause: 'cli',
    progress: { done: 0, total: 2, unit: 'services', per_second: null, eta_seconds: null },
    problems: [],
    skipped: 0,
    failed: 0,
    resumable: false,
    created_at: sampleTime,
    started_at: sampleTime,
    ...change,
  };
}

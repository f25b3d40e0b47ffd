import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { type EngineInfo, GantryError, type OperationName, operations, type Setup, type SetupPlan, type Task } from '#contract';
import { createEvents } from '#platform/events';
import { createLog } from '#platform/log';
import { createTasks } from '#platform/tasks';
import { createSetup } from './create-setup.ts';
import type { SetupPorts } from './setup-ports.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gantry-setup-'));
});
afterEach(() => rm(home, { recursive: true }));

const engine: EngineInfo = {
  state: 'ok',
  reason: 'Docker answers',
  kind: 'docker',
  version: '28',
  api_version: '1.47',
  rootless: false,
  socket: 'unix:///var/run/docker.sock',
  chosen_because: 'the usual place',
  not_chosen: [],
  cpus: 2,
  memory_bytes: 8e9,
  can_limit_swap: true,
  can_limit_pids: true,
};
const plan: SetupPlan = {
  services: ['postgres', 'redis'],
  memory: { needed_bytes: 1e9, limit_bytes: 2e9, available_bytes: 8e9 },
  images: [{ image: 'postgres:17', service: 'postgres', is_present: true, bytes: 4e8 }],
  download: { known_bytes: 0, unknown_images: 0, seconds: 0 },
  start_seconds: null,
  start_seconds_most: 60,
  disk_free_bytes: 5e10,
  problems: [],
};

/** A computer of the test's own: what it has, and what is done to it. Its tasks are real and wait where they are told to. */
class Computer {
  readonly did: string[] = [];
  engine = engine;
  plan = plan;
  storage: 'embedded' | 'stack' | 'external' = 'embedded';
  missingSecrets = ['postgres_password', 'redis_password'];
  hasImages = false;
  /** Kinds of task that wait until the test lets them go on, or fail. */
  readonly held = new Set<string>();
  readonly failing = new Map<string, GantryError>();
  waiting: (() => void) | undefined;
}

async function open(computer: Computer) {
  const events = createEvents();
  const log = createLog({ level: 'silent' });
  const tasks = createTasks({ folder: join(home, 'tasks'), events, log });
  const seen: string[] = [];
  events.subscribe(({ event }) => seen.push(event));
  for (const kind of ['stack-pull', 'stack-change', 'switch-storage'])
    tasks.define({
      kind,
      unit: 'things',
      input: z.object({ to: z.enum(['embedded', 'stack']).optional() }),
      title: () => kind,
      isResumable: true,
      async run({ to }, { signal, progress }) {
        computer.did.push(`${kind} begins`);
        progress({ done: 0, current: `${kind} works` });
        if (computer.held.has(kind)) {
          computer.waiting?.();
          await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));
        }
        const failure = computer.failing.get(kind);
        if (failure !== undefined) throw failure;
        if (to !== undefined) computer.storage = to;
        if (kind === 'stack-pull') computer.hasImages = true;
        computer.did.push(`${kind} done`);
        return {};
      },
    });
  const profiles = [
    { name: 'core', services: ['postgres', 'redis'] },
    { name: 'llm', services: ['llama-cpp'] },
  ];
  const ports: SetupPorts = {
    environment: 'dev',
    engine: () => computer.engine,
    hasStarted: () => false,
    profiles: async () => profiles,
    plan: async (names) => ({ ...computer.plan, services: names.includes('core') ? plan.services : ['llama-cpp'] }),
    missingSecrets: async () => computer.missingSecrets,
    async makeSecrets() {
      const made = computer.missingSecrets;
      computer.missingSecrets = [];
      computer.did.push(`made ${made.length} secrets`);
      return made;
    },
    pullMissing: async (_, cause) => (computer.hasImages ? undefined : tasks.start('stack-pull', {}, cause)),
    start: (_, cause) => tasks.start('stack-change', {}, cause),
    storage: () => computer.storage,
    moveDocuments: (to, cause) => tasks.start('switch-storage', { to }, cause),
  };
  const { routes } = createSetup({ file: join(home, 'setup.json'), ports, tasks, events, log });
  await tasks.open();
  const context = { signal: new AbortController().signal, caller: 'a test' } as never;
  const call = async <T>(name: 'setup.read' | 'setup.save' | 'setup.run', input: unknown = {}): Promise<T> => {
    const handler = routes[name] as (input: unknown, context: never) => Promise<unknown>;
    return operations[name as OperationName].output.parse(await handler(operations[name].input.parse(input), context)) as T;
  };
  return {
    tasks,
    seen,
    read: () => call<Setup>('setup.read'),
    save: (input: unknown) => call<Setup>('setup.save', input),
    run: () => call<Task>('setup.run'),
  };
}

const choices = { place: 'stack', credentials: 'generate', profiles: ['core'], storage: 'stack' };
const moved = [
  'made 2 secrets',
  'stack-pull begins',
  'stack-pull done',
  'stack-change begins',
  'stack-change done',
  'switch-storage begins',
  'switch-storage done',
];

it('suggests what fits what was found, and costs nothing where nothing is started', async () => {
  const computer = new Computer();
  const { read, save } = await open(computer);
  const setup = await read();
  expect(setup).toMatchObject({ step: 'place', choices: { place: 'stack', profiles: ['core'], storage: 'embedded' }, plan, problem: null });
  expect(setup.missing_credentials).toEqual(['postgres_password', 'redis_password']);
  computer.engine = { ...engine, state: 'down', reason: 'No container engine was found.' };
  expect(await read()).toMatchObject({ choices: { place: 'embedded', profiles: [] }, plan: null, steps: [] });
  expect(await save({ place: 'stack' })).toMatchObject({ choices: { place: 'stack', profiles: ['core'] }, plan: null });
});

it('does each piece in its order, tells of it, and is done', async () => {
  const computer = new Computer();
  const { tasks, seen, read, save, run } = await open(computer);
  await save(choices);
  const task = await tasks.finished((await run()).id);
  expect(task).toMatchObject({
    state: 'succeeded',
    progress: { done: 4, total: 4 },
    result: { secrets_made: ['postgres_password', 'redis_password'] },
  });
  expect(computer.did).toEqual(moved);
  const setup = await read();
  expect(setup).toMatchObject({ step: 'done', task: task.id });
  expect(setup.steps.map(({ work, state }) => [work, state])).toEqual([
    ['secrets', 'done'],
    ['images', 'done'],
    ['services', 'done'],
    ['documents', 'done'],
  ]);
  expect(setup.steps.slice(1).every((step) => step.task !== null && tasks.read(step.task).state === 'succeeded')).toBe(true);
  expect(Date.parse(setup.done_at ?? '')).not.toBeNaN();
  expect(seen.filter((event) => event === 'setup.changed').length).toBeGreaterThan(8);
});

it('marks the embedded place done without touching anything', async () => {
  const computer = new Computer();
  const { tasks, read, save, run } = await open(computer);
  await save({ place: 'embedded' });
  expect(await tasks.finished((await run()).id)).toMatchObject({ state: 'succeeded', title: 'Set up without containers' });
  expect(computer.did).toEqual([]);
  expect(await read()).toMatchObject({ step: 'done', steps: [] });
});

it('gives the same task to all who ask at once, and lets nobody change what is being done', async () => {
  const computer = new Computer();
  computer.held.add('stack-pull');
  const reached = new Promise<void>((resolve) => (computer.waiting = resolve));
  const { tasks, read, save, run } = await open(computer);
  await save(choices);
  const ids = new Set((await Promise.all(Array.from({ length: 20 }, run))).map(({ id }) => id));
  expect(ids.size).toBe(1);
  await reached;
  await expect(save({ storage: 'embedded' })).rejects.toMatchObject({ code: 'conflict' });
  expect(await read()).toMatchObject({ step: 'running' });
  const [id = ''] = ids;
  await tasks.cancel(id);
  expect((await tasks.finished(id)).state).toBe('cancelled');
  // What it had begun is stopped with it.
  expect(tasks.list({ kind: 'stack-pull', limit: 5 }).map(({ state }) => state)).not.toContain('running');
  const setup = await read();
  expect(setup).toMatchObject({ step: 'services' });
  expect(setup.steps.map(({ state }) => state)).toEqual(['done', 'waiting', 'waiting', 'waiting']);
});

it('names the step that failed and its fix, and does the rest when it is run again', async () => {
  const computer = new Computer();
  computer.failing.set('stack-change', new GantryError('service_failed', { message: 'redis: ended with exit code 1.', fix: 'See why.' }));
  const { tasks, read, save, run } = await open(computer);
  await save(choices);
  const failed = await tasks.finished((await run()).id);
  expect(failed.error).toMatchObject({
    code: 'service_failed',
    message: 'The setup stopped at step 3 of 4, start services: redis: ended with exit code 1.',
    fix: 'See why.',
  });
  expect(await read()).toMatchObject({
    step: 'services',
    steps: [{ state: 'done' }, { state: 'done' }, { state: 'failed' }, { state: 'waiting' }],
  });
  computer.failing.clear();
  computer.did.length = 0;
  expect(await tasks.finished((await run()).id)).toMatchObject({ state: 'succeeded' });
  expect(computer.did).toEqual([
    'made 0 secrets',
    'stack-change begins',
    'stack-change done',
    'switch-storage begins',
    'switch-storage done',
  ]);
});

it.each(['stack-pull', 'stack-change', 'switch-storage'])('goes on where it was when the host was killed during %s', async (kind) => {
  const computer = new Computer();
  computer.held.add(kind);
  const reached = new Promise<void>((resolve) => (computer.waiting = resolve));
  const first = await open(computer);
  await first.save(choices);
  const { id } = await first.run();
  await reached;
  // What a killed host leaves: the files as they are at this moment. (The first one is simply never closed.)
  computer.held.clear();
  computer.did.length = 0;
  const second = await open(computer);
  expect(await second.read()).toMatchObject({ step: 'running', task: id });
  await second.tasks.resumeInterrupted();
  expect(await second.tasks.finished(id)).toMatchObject({ state: 'succeeded' });
  expect(computer.did.filter((what) => what === `${kind} begins`)).toHaveLength(1);
  expect(second.tasks.list({ kind, limit: 5 })).toHaveLength(1);
  expect(computer.storage).toBe('stack');
  expect(await second.read()).toMatchObject({ step: 'done' });
});

it.each([
  { chosen: { place: 'stack', profiles: [] }, has: {}, code: 'conflict', message: 'No profile is chosen' },
  {
    chosen: { place: 'stack', profiles: ['core'] },
    has: { engine: { ...engine, state: 'down', reason: 'No engine.' } },
    code: 'engine_unavailable',
    message: 'No engine.',
  },
  { chosen: { place: 'stack', profiles: ['llm'], storage: 'stack' }, has: {}, code: 'conflict', message: 'none of the profiles chosen' },
  {
    chosen: { place: 'stack', profiles: ['core'] },
    has: { plan: { ...plan, problems: [{ code: 'memory_short', service: null, message: 'Too much.', fix: 'Fewer.', is_blocking: true }] } },
    code: 'memory_short',
    message: 'Too much.',
  },
])('does not begin what cannot end well: $message', async ({ chosen, has, code, message }) => {
  const computer = Object.assign(new Computer(), has as Partial<Computer>);
  const { save, run } = await open(computer);
  await save(chosen);
  await expect(run()).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
  expect(computer.did).toEqual([]);
});

it('refuses a profile the file does not have', async () => {
  const { save } = await open(new Computer());
  await expect(save({ profiles: ['core', 'nope'] })).rejects.toMatchObject({ code: 'profile_unknown', field: 'profiles' });
});

it('is put away by whoever does not want it, and begins anew where its file is damaged', async () => {
  const { save } = await open(new Computer());
  expect(await save({ step: 'done' })).toMatchObject({ step: 'done', done_at: expect.any(String) });
  expect(JSON.parse(await readFile(join(home, 'setup.json'), 'utf8'))).toMatchObject({ step: 'done' });
  await writeFile(join(home, 'setup.json'), '{"step":');
  const { read } = await open(new Computer());
  expect(await read()).toMatchObject({ step: 'place', done_at: null });
});

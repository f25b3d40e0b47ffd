import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  configSchema,
  type GantryEvent,
  type OperationName,
  type Output,
  operations,
  type ParsedInput,
  type Routes,
  type Task,
} from '#contract';
import { createSecretStore, type SecretStoreOptions } from '#platform/credentials';
import { createEvents } from '#platform/events';
import { makePrivateFolder, readIfThere, writeDurably } from '#platform/files';
import { createLog } from '#platform/log';
import { createMetrics } from '#platform/metrics';
import { resolvePaths } from '#platform/paths';
import { createTasks } from '#platform/tasks';
import { createStack, type StackOptions } from './create-stack.ts';
import { changeEnvText, envFileHeader } from './files/env-text.ts';

export interface TestStackOptions {
  /** Text of the compose file; `name:` is added. Without it Gantry's own file is used. */
  readonly compose?: string;
  /** Text of `stack.env`. */
  readonly variables?: string;
  /** STACK_ENV; dev unless said. */
  readonly environment?: string;
  /** Address of the engine's socket. */
  readonly socket: string;
  readonly home?: string;
  readonly project?: string;
  readonly config?: Partial<StackOptions['config']>;
  readonly files?: Record<string, string>;
}

const noKeychain: SecretStoreOptions['keychain'] = {
  describe: async () => ({ is_available: false, backend: 'none', is_real: false, reason: 'none in tests' }),
  wrap: async () => Promise.reject(new Error('no keychain')),
  unwrap: async () => Promise.reject(new Error('no keychain')),
};

/** A stack manager on a real engine with a compose file of the test's own, without host and API. */
export async function startTestStack(options: TestStackOptions) {
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'gantry-stack-')));
  const project = options.project ?? `gantrytest${Math.random().toString(36).slice(2, 8)}`;
  const paths = resolvePaths({ GANTRY_HOME: home });
  for (const path of Object.values(paths)) await makePrivateFolder(path);
  const folder = join(home, 'files');
  await mkdir(folder, { recursive: true });
  const file = options.compose === undefined ? '' : join(folder, 'compose.yaml');
  if (options.compose !== undefined) await writeFile(file, `name: ${project}\n${options.compose}`);
  if (options.variables !== undefined) await writeFile(join(paths.config, 'stack.env'), options.variables);
  for (const [name, text] of Object.entries(options.files ?? {})) await writeFile(join(folder, name), text);
  const log = createLog({ level: 'silent' });
  const events = createEvents();
  const seen: GantryEvent[] = [];
  events.subscribe((event) => seen.push(event));
  const tasks = createTasks({ folder: join(paths.state, 'tasks'), events, log });
  await tasks.open();
  const config = configSchema.parse({ stack: { socket: options.socket, file, project, ...options.config } }).stack;
  const gateway: (string | undefined)[] = [];
  const store = createSecretStore({ paths, log, events, keychain: noKeychain });
  await store.open();
  const stack = createStack({
    config,
    environment: options.environment ?? 'dev',
    paths,
    log,
    events,
    tasks,
    metrics: createMetrics(),
    store,
    apiToken: { accepts: async () => true, roll: async () => ({ commit: async () => undefined, abort: async () => undefined }) },
    env: {},
    async changeVariables(changes) {
      const envFile = join(paths.config, 'stack.env');
      await writeDurably(envFile, changeEnvText((await readIfThere(envFile)) ?? envFileHeader, new Map(Object.entries(changes))));
    },
    apiPort: () => 8091,
    listenForStack: async (address) => {
      gateway.push(address);
      return { url: address === undefined ? null : `http://${address}:8091`, reason: 'test' };
    },
  });
  await stack.part.start(() => undefined);
  await tasks.resumeInterrupted();

  async function ask<N extends OperationName>(name: N, input: Partial<ParsedInput<N>> = {}): Promise<Output<N>> {
    const handler = (stack.routes as Routes)[name] as unknown as (input: unknown, context: unknown) => Promise<Output<N>>;
    const context = { requestId: 'test', signal: new AbortController().signal, caller: 'test', scopes: ['admin'] };
    return handler(operations[name].input.parse(input), context);
  }

  return {
    home,
    project,
    store,
    file,
    folder,
    seen,
    tasks,
    setup: stack.setup,
    gateway,
    variables: stack.variables,
    ask,
    /** Starts a change and waits for its end. */
    async change(
      name: 'stack.up' | 'stack.down' | 'stack.start-service' | 'stack.stop-service' | 'stack.restart-service',
      input: Record<string, unknown> = {},
    ): Promise<Task> {
      const task = (await ask(name, input as never)) as Task;
      return tasks.finished(task.id);
    },
    async service(name: string) {
      const { services } = await ask('stack.read');
      const found = services.find((service) => service.name === name);
      if (found === undefined) throw new Error(`no service ${name}`);
      return found;
    },
    rewrite: (compose: string) => writeFile(file, `name: ${project}\n${compose}`),
    /** Ends the manager as a host that stops; containers stay. */
    async close(): Promise<void> {
      await tasks.close();
      await stack.part.stop();
    },
    /** Removes containers, networks and volumes of the project, and the home. */
    async remove(): Promise<void> {
      try {
        const { id } = await ask('stack.down', { volumes: (await ask('stack.read')).volumes });
        await tasks.finished(id);
      } catch {
        // The engine of the test may be gone on purpose.
      }
      await this.close();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export type TestStack = Awaited<ReturnType<typeof startTestStack>>;

/** Waits until `test` gives something other than false or undefined. */
export async function eventually<T>(test: () => Promise<T | false | undefined> | T | false | undefined, mostMs = 20_000): Promise<T> {
  const until = Date.now() + mostMs;
  let last: unknown;
  while (Date.now() < until) {
    try {
      const value = await test();
      if (value !== false && value !== undefined) return value as T;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`It did not happen within ${mostMs} ms`, last === undefined ? undefined : { cause: last });
}

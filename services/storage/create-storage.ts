import { type Config, GantryError, type Task } from '#contract';
import type { Log } from '#platform/log';
import type { Metrics, Sampler } from '#platform/metrics';
import type { Check } from '#platform/parts';
import type { Paths } from '#platform/paths';
import type { Tasks } from '#platform/tasks';
import { databaseAnswers } from './checks/database-answers.ts';
import { migrationsCurrent } from './checks/migrations-current.ts';
import type { FindDatabase } from './database-address.ts';
import type { EmbeddedOptions } from './embedded/embedded.ts';
import { createGate } from './gate.ts';
import { addPoolMetrics } from './metrics.ts';
import { type Migration, readMigrations } from './migrate/migration-files.ts';
import { createMigrationTask } from './migrate/migration-task.ts';
import { adopt } from './move/adopt.ts';
import { type SwitchInput, switchKind, switchTask } from './move/switch-task.ts';
import { createEmbeddedProvider } from './provider/embedded-provider.ts';
import { findExternal } from './provider/find-external.ts';
import type { Provider } from './provider/provider.ts';
import { providerChoiceFile } from './provider/provider-choice.ts';
import type { ProviderName } from './provider/provider-name.ts';
import { createRemoteProvider } from './provider/remote-provider.ts';
import type { Storage } from './storage.ts';

export interface StorageOptions {
  config: Config['storage'];
  /** Where `storage.provider` is set, as `config.yaml:3`; undefined where it has its default. What is set there wins over a task's choice. */
  providerSetAt?: string;
  paths: Paths;
  log: Log;
  metrics: Metrics;
  sampler: Sampler;
  tasks: Tasks;
  /** Where the database of the stack is, asked anew whenever it is opened or lost. Absent: there is no stack. */
  targets?: { stack?: FindDatabase };
  /** Called after the database in use has changed, for what goes with it. */
  onSwitched?(provider: ProviderName): Promise<void>;
  /** For tests: other migrations, a look at the thread, a port instead of a socket, maintenance more often. */
  testing?: Pick<EmbeddedOptions, 'onWorker' | 'useSocket'> & { readMigrations?(): Promise<Migration[]>; lookMs?: number };
}

/**
 * The database of Gantry behind a `pg` pool: embedded, of the stack, or one of your own. Which of them: what
 * `storage.provider` is set to, else what the task that switches chose, else the embedded one. Nothing runs before its
 * part is started. Defines the task kinds `migrate-database` and `switch-storage`.
 */
export function createStorage(options: StorageOptions): Storage {
  const { config, paths, log, metrics, sampler, tasks, targets = {}, testing = {} } = options;
  const read = testing.readMigrations ?? (() => readMigrations());
  const setAt = options.providerSetAt ?? (config.provider === 'embedded' ? undefined : 'the configuration');
  const choice = providerChoiceFile(paths);
  const gate = createGate();
  const poolMetrics = addPoolMetrics({ maxConnections: config.poolMaxConnections, sizes: () => active.pool.sizes(), metrics, sampler });
  const remote = (name: 'stack' | 'external', find: FindDatabase) =>
    createRemoteProvider({ name, config, log, metrics: poolMetrics, find });
  const providers: Record<ProviderName, Provider> = {
    embedded: createEmbeddedProvider({ config, paths, log, metrics: poolMetrics, testing }),
    stack: remote('stack', targets.stack ?? findNone),
    external: remote('external', findExternal(config)),
  };
  let active = providers[config.provider];
  const database = { query: ((sql, parameters) => active.pool.query(sql, parameters)) satisfies Storage['query'] as Storage['query'] };
  const migration = createMigrationTask({ pool: () => active.pool, tasks, readMigrations: read });

  function expectFree(): void {
    if (setAt === undefined) return;
    throw new GantryError('conflict', {
      message: `storage.provider is set (${setAt}), and what is set there wins over what a task chooses.`,
      fix: `Remove storage.provider from ${setAt}, restart Gantry, then switch.`,
    });
  }

  /** What the configuration says wins; a database that was chosen by neither is only used if no other one was before. */
  async function choose(): Promise<{ name: ProviderName; isChosen: boolean }> {
    if (setAt !== undefined) return { name: config.provider, isChosen: true };
    const chosen = await choice.read();
    return { name: chosen?.provider ?? config.provider, isChosen: chosen !== undefined };
  }

  async function forgetUnsettled(used: ProviderName): Promise<void> {
    // It is in use again, so what is in it may no longer be written over.
    if ((await choice.read())?.unsettled === used) await choice.write({ provider: used });
  }

  tasks.define(
    switchTask({
      providers,
      active: () => active,
      serveFrom: (provider) => {
        active = provider;
      },
      choice,
      gate,
      readMigrations: read,
      log,
      expectFree,
      ...(options.onSwitched === undefined ? {} : { onSwitched: options.onSwitched }),
    }),
  );

  async function move(input: SwitchInput, cause: string): Promise<Task> {
    expectFree();
    return tasks.start(switchKind, input, cause);
  }

  const everywhere: Check[] = [databaseAnswers(database), migrationsCurrent(database, read)];
  return {
    part: {
      name: 'database',
      title: 'Database',
      dependsOn: [],
      isEssential: true,
      async start(report) {
        const { name, isChosen } = await choose();
        active = providers[name];
        await active.open(report);
        report('checking the schema');
        await adopt(active, { isChosen });
        await forgetUnsettled(name);
        await migration.run('the host started');
      },
      stop: () => active.close(),
      get checks() {
        return [...everywhere, ...active.checks];
      },
    },
    provider: () => active.name,
    query: (sql, parameters) => gate.pass(() => active.pool.query(sql, parameters)),
    transaction: (work, limits) => gate.pass(() => active.pool.transaction(work, limits)),
    move: async (to, cause) => move({ to, replace: false }, cause),
    routes: { 'storage.switch': (input, { caller }) => move(input, caller) },
  };
}

const findNone: FindDatabase = async () => ({
  unavailable: 'The stack has no database that Gantry knows of.',
  fix: 'Start the stack with: npm run gantry -- up postgres',
});

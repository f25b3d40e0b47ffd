import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { GantryError } from '#contract';
import { loadConfig } from '#platform/config';
import { createTokens, type Keychain, type VaultKeyMemory } from '#platform/credentials';
import { makePrivateFolder, writeDurably } from '#platform/files';
import { createLog, type Log } from '#platform/log';
import { hostAddressFile, type Paths, projectRoot, resolvePaths } from '#platform/paths';
import { createKeychainLink } from './keychain-link.ts';
import { takeHome } from './single-instance.ts';
import { acceptAtUnlock, stackTokenEntry } from './stack-token.ts';
import { wire } from './wiring.ts';

export interface HostOptions {
  /** Where the folders are, `STACK_ENV` and `GANTRY__…` settings. */
  env: Record<string, string | undefined>;
  /** Settings by dotted key. */
  commandLine?: Record<string, string>;
  /** Port to take again where the configuration leaves it open (0). */
  preferredPort?: number;
  /** Called when the host is to stop and start again. Without it a restart is refused. */
  restart?(): void;
  /** The system's keychain. Default: none, as in a host without a window. */
  keychain?: Keychain;
  /** Keeps an unlocked vault open over a restart in this process. */
  keyMemory?: VaultKeyMemory;
}

export interface Host {
  readonly url: string;
  /** A new one-time link to the panel. */
  link(): string;
  /** Names and reasons of essential parts that do not serve; empty when ready. */
  notReady(): { name: string; reason: string }[];
  readonly log: Log;
  /** Drains and stops: readiness off, requests in flight finish, tasks are put down, parts close in reverse order. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts the host: folders, lock, configuration, log, rooms, parts. Returns when every part has started or said why not.
 * @throws GantryError `home_not_writable`, `already_running`, `config_invalid`, `port_taken`
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const paths = resolvePaths(options.env);
  for (const folder of [paths.config, join(paths.config, 'secrets'), paths.data, paths.state, paths.cache, paths.run])
    await makePrivateFolder(folder);
  const releaseHome = takeHome(paths.run);
  try {
    return await startInHome({ ...options, paths, releaseHome });
  } catch (error) {
    releaseHome();
    throw error;
  }
}

async function startInHome({
  paths,
  env,
  commandLine = {},
  preferredPort,
  restart,
  keychain = createKeychainLink(undefined),
  keyMemory,
  releaseHome,
}: HostOptions & { paths: Paths; releaseHome: () => void }): Promise<Host> {
  const loaded = await loadConfig({ paths, env, commandLine });
  const log = createLog({
    level: loaded.config.log.level,
    file: join(paths.state, 'log', 'host.log'),
    maxFileBytes: loaded.config.log.maxFileBytes,
  });
  const version = (JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as { version: string }).version;
  log.info({ version, environment: loaded.environment, node: process.version }, 'host starts');
  const tokens = await createTokens({ paths, log });
  const { api, beginDraining, configEditor, events, parts, sampler, store, tasks } = wire({
    loaded,
    paths,
    log,
    tokens,
    version,
    keychain,
    keyMemory,
    env,
    preferredPort,
    restart,
  });
  await store.open();
  await tokens.addFile(stackTokenEntry(store));
  acceptAtUnlock({ events, tokens, log });

  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= (async () => {
      beginDraining();
      await api.drain();
      sampler.stop();
      await parts.stop();
      await tokens.close();
      await store.close();
      rmSync(hostAddressFile(paths), { force: true });
      log.info('host stopped');
      log.flush();
      releaseHome();
    })();
    return stopped;
  };

  await tasks.open();
  await configEditor.open();
  sampler.start();
  // The port first: where it is taken there is no use in starting the rest.
  const isListening = await parts.startFirst('api');
  const address = api.address();
  if (!isListening || address === undefined) {
    const part = parts.list().find(({ name }) => name === 'api');
    await stop();
    throw new GantryError('port_taken', {
      ...(part === undefined ? {} : { message: part.reason }),
      ...(part?.fix === undefined ? {} : { fix: part.fix }),
    });
  }
  await parts.start();
  await writeDurably(hostAddressFile(paths), JSON.stringify({ pid: process.pid, url: address.url, started_at: new Date().toISOString() }));
  await configEditor.goOn();
  await resumeWhenReady({ events, parts, tasks, log });
  return { url: address.url, link: () => api.createLink().url, notReady: () => parts.waitingFor(), log, stop };
}

/** Goes on with interrupted tasks once every essential part serves: at once, or when a part that failed has come up after all. */
async function resumeWhenReady({
  events,
  parts,
  tasks,
  log,
}: Pick<ReturnType<typeof wire>, 'events' | 'parts' | 'tasks'> & { log: Log }): Promise<void> {
  if (parts.waitingFor().length === 0) {
    await tasks.resumeInterrupted();
    return;
  }
  const stop = events.subscribe(({ event }) => {
    if (event !== 'part.changed' || parts.waitingFor().length > 0) return;
    stop();
    tasks.resumeInterrupted().catch((error: unknown) => log.error({ err: error }, 'interrupted tasks not resumed'));
  });
}

import { join } from 'node:path';
import { type ErrorCode, GantryError } from '#contract';
import { takeBackPending } from '#platform/config';
import { createVaultKeyMemory } from '#platform/credentials';
import { createLog } from '#platform/log';
import { resolvePaths } from '#platform/paths';
import { createKeychainLink, type ParentPort } from './keychain-link.ts';
import { type Host, startHost } from './start.ts';

/** Exit codes, so that whoever started the host knows what to say. */
const exitCodes: Partial<Record<ErrorCode, number>> = { config_invalid: 2, already_running: 3, port_taken: 4 };

/** A drain takes at most 25 s in all; what hangs beyond is ended. */
const longestStopMs = 25_000;

const parentPort = (process as unknown as { parentPort?: ParentPort }).parentPort;

async function main(): Promise<void> {
  let host: Host | undefined;
  let isStopping = false;
  let starting: Promise<Host> | undefined;
  let isRestartAsked = false;

  const stop = (exitCode: number) => {
    if (isStopping) return;
    isStopping = true;
    const timer = setTimeout(() => {
      process.stderr.write('Gantry did not stop within 25 s and is ended now; nothing acknowledged is lost.\n');
      process.exit(1);
    }, longestStopMs);
    timer.unref();
    process.stdout.write('Gantry is stopping: requests in flight finish, tasks go on at the next start.\n');
    // A start is let to its end first: ONNX Runtime aborts the process when it is left in the middle of its work.
    const stopped = starting === undefined ? Promise.resolve() : starting.then((started) => started.stop());
    stopped.then(
      () => process.exit(exitCode),
      () => process.exit(1),
    );
  };
  process.on('SIGTERM', () => stop(0));
  process.on('SIGINT', () => stop(0));
  process.on('SIGHUP', () => stop(0));
  parentPort?.on('message', ({ data }) => {
    if ((data as { type?: unknown } | null)?.type === 'stop') stop(0);
  });
  process.on('uncaughtException', (error) => {
    host?.log.fatal({ err: error }, 'uncaught exception');
    process.stderr.write(`Gantry met a mistake of its own and stops: ${error.message}\n`);
    stop(1);
  });

  const keychain = createKeychainLink(parentPort);
  const keyMemory = createVaultKeyMemory();

  /** Starts, a second time with the former configuration where the present one was changed for this start and does not work. */
  async function startOrTakeBack(preferredPort: number | undefined): Promise<Host> {
    const options = { env: process.env, keychain, keyMemory, restart, ...(preferredPort === undefined ? {} : { preferredPort }) };
    try {
      return await startHost(options);
    } catch (error) {
      const paths = resolvePaths(process.env);
      const done = await takeBackPending(paths, error, createLog({ level: 'info', file: join(paths.state, 'log', 'host.log') }));
      if (done === undefined) throw error;
      process.stdout.write(`${done}\n`);
      return startHost(options);
    }
  }

  async function begin(preferredPort?: number): Promise<void> {
    try {
      starting = startOrTakeBack(preferredPort);
      host = await starting;
    } catch (error) {
      if (!(error instanceof GantryError)) throw error;
      process.stderr.write(`${error.message}\n${error.fix === undefined ? '' : `${error.fix}\n`}`);
      process.exit(exitCodes[error.code] ?? 1);
    }
    if (isStopping) return;
    for (const { name, reason } of host.notReady()) process.stdout.write(`Not ready: ${name}: ${reason}\n`);
    process.stdout.write(`Gantry is ${host.notReady().length === 0 ? 'ready' : 'up, but not ready'}: ${host.link()}\n`);
    parentPort?.postMessage({ type: 'ready', url: host.url });
    if (isRestartAsked) restart();
  }

  function restart(): void {
    const last = host;
    // The API answers before all parts have started: what is asked for meanwhile follows when they have.
    isRestartAsked = last === undefined;
    if (isStopping || last === undefined) return;
    host = undefined;
    process.stdout.write('Gantry starts again: requests in flight finish, tasks go on afterwards.\n');
    // A stop that comes meanwhile waits for the same.
    starting = last.stop().then(() => last);
    void starting.then(() => (isStopping ? undefined : begin(Number(new URL(last.url).port))));
  }

  await begin();
}

await main();

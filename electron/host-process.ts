import type { HostProcessState } from '#contract';
import { createBackOff } from './back-off.ts';
import type { HostChild } from './electron-port.ts';
import { keepLastLines, type LastLines } from './last-lines.ts';

export interface HostProcessOptions {
  fork(): HostChild;
  /** Address of a host that runs already and answers, and its process id; undefined where there is none. */
  findRunning(): Promise<{ url: string; pid: number } | undefined>;
  /** What a message of the host is answered with; undefined where it asks nothing. */
  answer(message: unknown): object | undefined;
  /** What the host prints is passed on. */
  write(from: 'stdout' | 'stderr', chunk: Buffer): void;
}

export interface HostProcess {
  start(): void;
  /** Starts again at once, also after it gave up; does nothing while it runs or starts. */
  restart(): void;
  /** Asks the host to drain, waits 25 s at most, then ends it. A host that ran before the window did is left running. */
  stop(): Promise<void>;
  state(): HostProcessState;
  url(): string | undefined;
  /** The host did not answer: one that is not a child can only be noticed by that. */
  noteUnreachable(): void;
  onState(listener: (state: HostProcessState) => void): () => void;
}

/** Exit codes of the host, as `services/host/main.ts` gives them. */
const exit = { stopped: 0, badConfig: 2, alreadyRunning: 3, portTaken: 4 } as const;

const drainMs = 25_000;
const localAddress = /^http:\/\/127\.0\.0\.1:\d{1,5}$/;

/** Keeps one host running: starts it, starts it again with growing waits when it crashes, and says how it is. */
export function createHostProcess({ fork, findRunning, answer, write }: HostProcessOptions): HostProcess {
  const backOff = createBackOff();
  const listeners = new Set<(state: HostProcessState) => void>();
  let current: HostProcessState = { state: 'stopped', reason: 'The host has not been started.' };
  let child: HostChild | undefined;
  let url: string | undefined;
  let isStopping = false;
  let retry: NodeJS.Timeout | undefined;
  let onExit: (() => void) | undefined;

  function set(state: HostProcessState): void {
    current = state;
    for (const listener of listeners) listener(state);
  }

  function start(): void {
    clearTimeout(retry);
    retry = undefined;
    url = undefined;
    set({ state: 'starting', reason: 'The host is starting.' });
    const started = fork();
    child = started;
    const said = keepLastLines(started.stderr, (chunk) => write('stderr', chunk));
    started.stdout?.on('data', (chunk: Buffer) => write('stdout', chunk));
    started.on('message', (message) => {
      const reply = answer(message);
      if (reply !== undefined) started.postMessage(reply);
      const address = readyAddress(message);
      if (child !== started || isStopping || address === undefined) return;
      url = address;
      set({ state: 'running', reason: `The host answers at ${address}.` });
    });
    started.on('exit', (code) => {
      if (child !== started) return;
      child = undefined;
      url = undefined;
      onExit?.();
      if (isStopping) set({ state: 'stopped', reason: 'The host was stopped.' });
      else void ended(code, said);
    });
  }

  async function ended(code: number, said: LastLines): Promise<void> {
    if (code === exit.stopped) return set({ state: 'stopped', reason: 'The host was stopped from outside the window.' });
    if (code === exit.badConfig || code === exit.portTaken) return set({ state: 'failed', reason: said.text() || `code ${code}` });
    if (code === exit.alreadyRunning) {
      const running = await findRunning();
      if (isStopping || child !== undefined) return;
      if (running !== undefined) {
        url = running.url;
        return set({ state: 'running', reason: `A host that ran already is used (process ${running.pid}) at ${running.url}.` });
      }
    }
    const waitSeconds = backOff.noteCrash();
    const cause = `The host ended with code ${code}${said.text() === '' ? '' : `: ${said.text()}`}`;
    if (waitSeconds === undefined) return set({ state: 'failed', reason: `It ended 5 times within 5 minutes. ${cause}` });
    set({ state: 'restarting', reason: cause, retryInSeconds: waitSeconds });
    retry = setTimeout(start, waitSeconds * 1000);
  }

  return {
    start,
    restart() {
      if (isStopping || child !== undefined || current.state === 'running') return;
      backOff.reset();
      start();
    },
    async stop() {
      isStopping = true;
      clearTimeout(retry);
      const last = child;
      if (last === undefined) return set({ state: 'stopped', reason: 'The host was stopped.' });
      await new Promise<void>((resolve) => {
        const timer = setTimeout(() => {
          last.kill();
          resolve();
        }, drainMs);
        onExit = () => {
          clearTimeout(timer);
          resolve();
        };
        last.postMessage({ type: 'stop' });
      });
    },
    state: () => current,
    url: () => url,
    noteUnreachable() {
      if (!isStopping && child === undefined && current.state === 'running') start();
    },
    onState(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The origin in the host's `{type: 'ready', url}`; undefined for anything else. */
function readyAddress(message: unknown): string | undefined {
  const { type, url } = (message ?? {}) as { type?: unknown; url?: unknown };
  return type === 'ready' && typeof url === 'string' && localAddress.test(url) ? url : undefined;
}

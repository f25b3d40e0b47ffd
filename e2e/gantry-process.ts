import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '#client';
import { builtFile } from '#platform/paths';

/** A home folder of its own for one test file, without a container engine: no test may touch the stack of who runs it. */
export async function makeHome(): Promise<{ home: string; remove(): Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'gantry-e2e-'));
  await mkdir(join(home, 'config'), { recursive: true, mode: 0o700 });
  await writeFile(join(home, 'config', 'config.yaml'), 'stack:\n  engine: none\n');
  return { home, remove: () => rm(home, { recursive: true, force: true }) };
}

export interface GantryProcess {
  readonly child: ChildProcess;
  /** Origin of the API. */
  readonly url: string;
  /** The printed address with its one-time code. */
  readonly link: string;
  readonly token: string;
  /** Milliseconds from spawn to the first 200 of `/readyz`. */
  readonly readyMs: number;
  readonly client: ReturnType<typeof createClient>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, body: unknown): Promise<Response>;
  stop(signal?: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  output(): string;
}

/** Environment of a child: nothing of this process's own configuration leaks in. */
export function environmentFor(home: string, extra: Record<string, string | undefined> = {}): NodeJS.ProcessEnv {
  const { GANTRY_HOME: _home, GANTRY_PORT: _port, STACK_ENV: _stack, DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...rest } = process.env;
  return { ...rest, GANTRY_HOME: home, GANTRY_PORT: '0', ...extra };
}

export interface StartOptions {
  /** Undefined takes a variable out. */
  env?: Record<string, string | undefined>;
  /** Arguments to Node. Default: the command line's `serve`. */
  args?: string[];
  uid?: number;
}

/** Starts a real host and waits until it says that it is ready. */
export async function startGantry(
  home: string,
  { env = {}, args = [builtFile('services/cli/main.js'), 'serve'], uid }: StartOptions = {},
): Promise<GantryProcess> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, args, {
    env: environmentFor(home, env),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let text = '';
  const link = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      text += chunk.toString();
      const found = /^Gantry is (?:ready|up, but not ready): (http:\S+)$/m.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', (code) => reject(new Error(`Gantry ended with code ${code} before it was ready:\n${text}`)));
  });
  const url = new URL(link).origin;
  await waitFor(async () => (await fetch(`${url}/readyz`)).ok || text.includes('not ready'));
  const readyMs = performance.now() - startedAt;
  const token = (await readFile(join(home, 'config', 'api-token'), 'utf8')).trim();
  const send = (path: string, init: RequestInit = {}) =>
    fetch(`${url}${path}`, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });
  return {
    child,
    url,
    link,
    token,
    readyMs,
    client: createClient({ baseUrl: url, headers: () => ({ authorization: `Bearer ${token}` }) }),
    fetch: send,
    post: (path, body) => send(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    stop: (signal = 'SIGTERM') => ended(child, signal),
    output: () => text,
  };
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) {
      resolve({ code: child.exitCode, signal: child.signalCode });
      return;
    }
    child.once('exit', (code, by) => resolve({ code, signal: by }));
    child.kill(signal);
  });
}

export interface CliRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a command of the command line to its end. */
export function runCli(home: string, args: string[], env: Record<string, string> = {}): Promise<CliRun> {
  return toEnd(spawn(process.execPath, cliArgs(args), { env: environmentFor(home, env), stdio: ['ignore', 'pipe', 'pipe'] }));
}

/** The same with something on its stdin, as a secret is handed over. */
export function pipeToCli(home: string, args: string[], stdin: string): Promise<CliRun> {
  const child = spawn(process.execPath, cliArgs(args), { env: environmentFor(home), stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.end(stdin);
  return toEnd(child);
}

function cliArgs(args: string[]): string[] {
  return [builtFile('services/cli/main.js'), ...args];
}

async function toEnd(child: ChildProcess): Promise<CliRun> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}

/** Asks again until it is true; the time limit of the test ends it otherwise. */
export async function waitFor(isTrue: () => Promise<boolean>, everyMs = 50): Promise<void> {
  for (;;) {
    if (await isTrue().catch(() => false)) return;
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { GantryError } from '#contract';
import type { Io } from './io.ts';

export interface ForegroundOptions {
  command: string;
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** Each line of its stdout and stderr; the caller decides what is shown. */
  onLine(line: string, from: 'stdout' | 'stderr'): void;
  /** Called once with the panel's one-time link. */
  onReady?(link: string): void;
}

export interface Ended {
  code: number;
  signal: NodeJS.Signals | null;
}

const readyLine = /^Gantry is (?:ready|up, but not ready): (http:\/\/\S+)$/;
const forwarded: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs the host, or the window that holds one, until it ends, and hands signals on to it.
 * @throws GantryError `internal` when the program cannot be started
 */
export function runInForeground(io: Io, { command, args, env = {}, onLine, onReady }: ForegroundOptions): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...io.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    const listeners = forwarded.map((signal) => ({ signal, listener: () => void child.kill(signal) }));
    for (const { signal, listener } of listeners) process.on(signal, listener);
    const stopForwarding = () => {
      for (const { signal, listener } of listeners) process.off(signal, listener);
    };
    let isReady = false;
    createInterface({ input: child.stdout }).on('line', (line) => {
      onLine(line, 'stdout');
      const link = readyLine.exec(line)?.[1];
      if (link === undefined || isReady) return;
      isReady = true;
      onReady?.(link);
    });
    createInterface({ input: child.stderr }).on('line', (line) => onLine(line, 'stderr'));
    child.once('error', (error) => {
      stopForwarding();
      reject(new GantryError('internal', { message: `${command} could not be started.`, cause: error }));
    });
    // `close` comes after the last line was read, `exit` may come before.
    child.once('close', (code, signal) => {
      stopForwarding();
      resolve({ code: code ?? 1, signal });
    });
  });
}

import { existsSync } from 'node:fs';
import { GantryError } from '#contract';
import { builtFile } from '#platform/paths';
import { withLocalHints } from './hint.ts';
import { runInForeground } from './host-process.ts';
import type { Io } from './io.ts';
import { openInBrowser } from './open-in-browser.ts';
import { printJson } from './output.ts';

export interface ServeOptions {
  env?: Readonly<Record<string, string>>;
  json?: boolean;
  /** Opens the panel in the browser once it is ready. */
  canOpen?: boolean;
}

/**
 * Runs the host in the foreground and ends with its exit code. Its lines are passed on as they are; as JSON they become
 * one object a change: `{"state": "ready", "url"}` and `{"state": "stopped", "exit_code", "message"?}`.
 * @throws GantryError `internal` when the services are not built
 */
export async function serveHost(io: Io, { env = {}, json = false, canOpen = false }: ServeOptions): Promise<void> {
  const file = builtFile('services/host/main.js');
  if (!existsSync(file)) throw new GantryError('internal', { message: `${file} is missing.`, fix: 'Build it with: npm run build' });
  const said: string[] = [];
  const { code, signal } = await runInForeground(io, {
    command: process.execPath,
    args: [file],
    env,
    onLine(line, from) {
      if (!json) io[from].write(`${line}\n`);
      else if (from === 'stderr') said.push(line);
    },
    onReady(link) {
      if (json) printJson(io, { state: 'ready', url: link });
      if (canOpen) void openInBrowser(io, link);
    },
  });
  if (json) printJson(io, { state: 'stopped', exit_code: code, ...(said.length === 0 ? {} : { message: said.slice(-20).join('\n') }) });
  else if (signal !== null)
    io.stderr.write(withLocalHints(io, `The host was ended by ${signal}. What it acknowledged is stored; start it again with: make run\n`));
  io.setExitCode(code);
}

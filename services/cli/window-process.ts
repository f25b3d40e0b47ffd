import { projectRoot } from '#platform/paths';
import { runInForeground } from './host-process.ts';
import type { Io } from './io.ts';
import { printJson } from './output.ts';

/**
 * Runs the window until it is closed and ends with its code. When Electron ended by itself before its host was ready (a
 * library is missing, the sandbox is not allowed), gives the reason instead, so that the browser can be used.
 */
export async function runWindow(io: Io, { electron, json }: { electron: string; json: boolean }): Promise<string | undefined> {
  let isReady = false;
  let lastWords = '';
  const { code, signal } = await runInForeground(io, {
    command: electron,
    args: [projectRoot()],
    // Set by some terminals inside editors; with it Electron would be a plain Node.
    env: { ELECTRON_RUN_AS_NODE: '' },
    onLine(line, from) {
      if (from === 'stderr' && line.trim() !== '') lastWords = line.trim();
      if (!json) io[from].write(`${line}\n`);
    },
    onReady(link) {
      isReady = true;
      if (json) printJson(io, { state: 'ready', url: link });
    },
  });
  if (code !== 0 && !isReady) {
    return `Electron ended with ${signal ?? `code ${code}`}${lastWords === '' ? '' : ` (${lastWords.slice(0, 200)})`}`;
  }
  if (json) printJson(io, { state: 'stopped', exit_code: code });
  io.setExitCode(code);
  return undefined;
}

import { spawn } from 'node:child_process';
import { whyNoDisplay } from './display.ts';
import type { Io } from './io.ts';

const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  // `start` is a word of cmd, which reads & in an address as the end of the command; this takes it as it is.
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

/** Hands an address to the default browser, without waiting for it. False where there is no display or no opener. */
export async function openInBrowser(io: Io, url: string): Promise<boolean> {
  if (whyNoDisplay(io.env) !== undefined) return false;
  const [command = 'xdg-open', ...args] = openers[process.platform] ?? [];
  return new Promise((resolve) => {
    const child = spawn(command, [...args, url], { detached: true, stdio: 'ignore' });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      child.unref();
      resolve(true);
    });
  });
}

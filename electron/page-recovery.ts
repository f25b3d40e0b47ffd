import type { PanelContents } from './electron-port.ts';

const windowMs = 5 * 60_000;
const mostReloads = 3;

export interface PageRecoveryOptions {
  contents: PanelContents;
  /** Called for every crash, with the reason in words. */
  onCrash(reason: string): void;
  /** Called instead of another reload when the page crashed a fourth time within 5 minutes. */
  onGiveUp(reason: string): void;
}

/** Loads the page again when its process has crashed. */
export function recoverPage({ contents, onCrash, onGiveUp }: PageRecoveryOptions): void {
  let crashes: number[] = [];
  contents.on('render-process-gone', (_, { reason, exitCode }) => {
    if (reason === 'clean-exit') return;
    const text = `The page of the window ended (${reason}, code ${exitCode}).`;
    onCrash(text);
    const now = Date.now();
    crashes = [...crashes.filter((at) => now - at < windowMs), now];
    if (crashes.length > mostReloads) onGiveUp(text);
    else contents.reload();
  });
}

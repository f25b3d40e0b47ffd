import { followHealthSummary } from './health-summary.ts';
import type { HostProcess } from './host-process.ts';
import { createTray } from './tray.ts';
import type { WindowMemoryStore } from './window-memory.ts';

export interface ShowTrayOptions {
  iconFile: string;
  host: HostProcess;
  memory: WindowMemoryStore;
  readToken(): Promise<string | undefined>;
  show(): void;
  quit(): void;
}

/** Keeps the tray in step with the host: its process state and, while it runs, its own summary of health. */
export function showTray({ iconFile, host, memory, readToken, show, quit }: ShowTrayOptions): { isPresent: boolean; stop(): void } {
  let health: string | undefined;
  let following: AbortController | undefined;
  const tray = createTray(iconFile, {
    show,
    quit,
    restartHost: host.restart,
    setKeepsRunning(keepsRunning) {
      memory.set({ keepsRunning });
      draw();
    },
  });
  const draw = () => tray?.show({ host: host.state(), health, keepsRunning: memory.get().keepsRunning });
  const follow = async (baseUrl: string) => {
    const own = new AbortController();
    following = own;
    await followHealthSummary({
      baseUrl,
      readToken,
      signal: own.signal,
      onChange(summary) {
        if (own.signal.aborted) return;
        health = summary;
        draw();
      },
    });
  };
  const stop = () => {
    following?.abort();
    following = undefined;
    health = undefined;
  };
  host.onState(({ state }) => {
    stop();
    draw();
    const url = host.url();
    if (tray !== undefined && state === 'running' && url !== undefined) void follow(url);
  });
  draw();
  return { isPresent: tray !== undefined, stop };
}

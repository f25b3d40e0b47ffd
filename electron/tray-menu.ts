import type { HostProcessState } from '#contract';

export interface TrayActions {
  show(): void;
  restartHost(): void;
  setKeepsRunning(value: boolean): void;
  quit(): void;
}

/** An entry of Electron's menu template. */
export interface MenuEntry {
  label?: string;
  type?: 'separator' | 'checkbox';
  enabled?: boolean;
  checked?: boolean;
  click?: () => void;
}

const words: Record<HostProcessState['state'], string> = {
  starting: 'Starting',
  running: 'Running',
  restarting: 'Starting again',
  failed: 'Failed',
  stopped: 'Stopped',
};

/** Menus are narrow; the window has the whole reason. */
const longestLabel = 80;

/** The state in words, for tray and tooltip; `health` is the host's own summary while it runs. */
export function describeHost({ state, reason, retryInSeconds }: HostProcessState, health: string | undefined): string {
  const detail = state === 'running' ? health : state === 'restarting' ? `in ${retryInSeconds ?? 0} s: ${reason}` : reason;
  const text = detail === undefined ? words[state] : `${words[state]}: ${detail}`;
  return text.length > longestLabel ? `${text.slice(0, longestLabel - 1)}…` : text;
}

/** What the tray offers in a state. */
export function trayMenu(
  shown: { host: HostProcessState; health: string | undefined; keepsRunning: boolean },
  actions: TrayActions,
): MenuEntry[] {
  const canStart = shown.host.state === 'failed' || shown.host.state === 'stopped' || shown.host.state === 'restarting';
  return [
    { label: describeHost(shown.host, shown.health), enabled: false },
    ...(canStart ? [{ label: 'Start the host now', click: actions.restartHost }] : []),
    { type: 'separator' },
    { label: 'Open Gantry', click: actions.show },
    {
      label: 'Keep running when the window is closed',
      type: 'checkbox',
      checked: shown.keepsRunning,
      click: () => actions.setKeepsRunning(!shown.keepsRunning),
    },
    { type: 'separator' },
    { label: 'Quit Gantry', click: actions.quit },
  ];
}

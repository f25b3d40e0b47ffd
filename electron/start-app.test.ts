import { type ChildProcess, fork } from 'node:child_process';
import type { EventEmitter } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { type HostProcessState, healthSchema } from '#contract';
import { resolvePaths } from '#platform/paths';
import type { IpcSender } from './electron-port.ts';

/**
 * The whole wiring with the real host. Electron's program is stood in for: its windows by objects that remember, its
 * utility process by a child of Node that is given the same `parentPort`.
 */
const electron = vi.hoisted(() => ({
  handlers: new Map<string, (event: unknown, value: unknown) => unknown>(),
  protocol: undefined as ((request: Request) => Promise<Response>) | undefined,
  loaded: [] as string[],
  states: [] as unknown[],
  menus: [] as { label?: string; click?: () => void }[][],
  app: undefined as (EventEmitter & { quit(): void }) | undefined,
  keychainAsked: 0,
  fork: undefined as ((file: string) => unknown) | undefined,
}));

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  class BrowserWindow extends Emitter {
    readonly webContents = Object.assign(new Emitter(), {
      setWindowOpenHandler: () => undefined,
      send: (_: string, state: unknown) => electron.states.push(state),
    });
    isDestroyed = () => false;
    hide = () => undefined;
    async loadURL(url: string): Promise<void> {
      electron.loaded.push(url);
    }
  }
  class Tray extends Emitter {
    setToolTip = () => undefined;
    setContextMenu = (menu: (typeof electron.menus)[number]) => electron.menus.push(menu);
  }
  const nothing = () => undefined;
  electron.app = Object.assign(new Emitter(), {
    isPackaged: true,
    quit: () => electron.app?.emit('before-quit', { preventDefault: nothing }),
  });
  return {
    app: electron.app,
    BrowserWindow,
    Tray,
    Menu: { buildFromTemplate: (template: unknown) => template, setApplicationMenu: nothing },
    dialog: { showErrorBox: nothing, showOpenDialog: async () => ({ canceled: true, filePaths: [] }) },
    ipcMain: { handle: (channel: string, answer: (event: unknown, value: unknown) => unknown) => electron.handlers.set(channel, answer) },
    nativeTheme: { shouldUseDarkColors: false },
    protocol: { handle: (_: string, answer: (request: Request) => Promise<Response>) => (electron.protocol = answer) },
    safeStorage: {
      isEncryptionAvailable: () => true,
      getSelectedStorageBackend: () => {
        electron.keychainAsked += 1;
        return 'gnome_libsecret';
      },
      encryptString: (plain: string) => Buffer.from(plain),
      decryptString: (sealed: Buffer) => sealed.toString(),
    },
    screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
    session: {
      defaultSession: Object.assign(new Emitter(), {
        setPermissionRequestHandler: nothing,
        setPermissionCheckHandler: nothing,
        setDevicePermissionHandler: nothing,
      }),
    },
    shell: { openExternal: async () => undefined, showItemInFolder: nothing },
    utilityProcess: { fork: (file: string) => electron.fork?.(file) },
  };
});

const parentPort = `process.parentPort = {
  postMessage: (message) => process.send(message),
  on: (_, listener) => process.on('message', (data) => listener({ data })),
};`;

let home: string;
let children: ChildProcess[];
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gantry-window-'));
  children = [];
  electron.fork = (file) => {
    const child = fork(file, [], {
      silent: true,
      execArgv: ['--import', `data:text/javascript,${encodeURIComponent(parentPort)}`],
      env: { ...process.env, GANTRY_HOME: home, GANTRY_PORT: '0' },
    });
    children.push(child);
    return Object.assign(child, { postMessage: (message: object) => child.send(message) });
  };
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await rm(home, { recursive: true, force: true });
});

const panel: IpcSender = { senderFrame: { url: 'app://gantry/', parent: null } };
const hostState = () => electron.handlers.get('gantry:read-host-state')?.(panel, undefined) as HostProcessState;

it('starts the host, lets the panel ask it, starts it again when it is killed, and drains it at the end', async () => {
  const { startApp } = await import('./start-app.ts');
  await startApp(resolvePaths({ GANTRY_HOME: home }));
  expect(electron.loaded).toEqual(['app://gantry/']);
  expect(hostState().state).toBe('starting');
  const ask = () => (electron.protocol as (request: Request) => Promise<Response>)(new Request('app://gantry/health'));
  expect((await ask()).status).toBe(503);

  await vi.waitFor(() => expect(hostState().state).toBe('running'), { timeout: 50_000 });
  const health = healthSchema.parse(await (await ask()).json());
  expect(health.ready).toBe(true);
  // The host asked the window for the keychain when it opened the store of secrets.
  if (process.platform === 'linux') expect(electron.keychainAsked).toBeGreaterThan(0);
  await vi.waitFor(() => expect(electron.menus.at(-1)?.[0]?.label).toBe(`Running: ${health.summary}`.slice(0, 80)), { timeout: 10_000 });

  children[0]?.kill('SIGKILL');
  await vi.waitFor(() => expect(hostState()).toMatchObject({ state: 'restarting', retryInSeconds: 1 }), { timeout: 10_000 });
  await vi.waitFor(() => expect(hostState().state).toBe('running'), { timeout: 50_000 });
  expect((await ask()).status).toBe(200);
  expect(electron.states.map((state) => (state as HostProcessState).state)).toEqual([
    'starting',
    'running',
    'restarting',
    'starting',
    'running',
  ]);

  const ended = new Promise((resolve) => children[1]?.on('exit', resolve));
  electron.app?.quit();
  expect(await ended).toBe(0);
  await vi.waitFor(() => expect(hostState()).toEqual({ state: 'stopped', reason: 'The host was stopped.' }));
}, 150_000);

import { tmpdir } from 'node:os';
import { beforeEach, expect, it } from 'vitest';
import type { HostProcessState } from '#contract';
import { bridgeChannels } from './bridge-channels.ts';
import { handleBridge } from './bridge-handlers.ts';
import type { IpcSender } from './electron-port.ts';

type Listener = (event: IpcSender, ...values: unknown[]) => unknown;

const panel: IpcSender = { senderFrame: { url: 'app://gantry/documents', parent: null } };
const state: HostProcessState = { state: 'failed', reason: 'a reason' };

let listeners: Map<string, Listener>;
let done: string[];
beforeEach(() => {
  listeners = new Map();
  done = [];
  handleBridge({
    ipc: { handle: (channel, listener) => void listeners.set(channel, listener) },
    host: { restart: () => void done.push('restart'), state: () => state },
    chooseFolder: async () => '/chosen',
    showInFolder: (path) => void done.push(`show ${path}`),
    openExternal: async (url) => void done.push(`open ${url}`),
  });
});

const invoke = async (channel: string, value?: unknown, sender = panel) => (listeners.get(channel) as Listener)(sender, value);

it('answers the panel', async () => {
  expect(await invoke(bridgeChannels.chooseFolder)).toBe('/chosen');
  expect(await invoke(bridgeChannels.readHostState)).toEqual(state);
  await invoke(bridgeChannels.showInFolder, tmpdir());
  await invoke(bridgeChannels.openExternal, 'https://example.org/a b');
  await invoke(bridgeChannels.restartHost);
  expect(done).toEqual([`show ${tmpdir()}`, 'open https://example.org/a%20b', 'restart']);
});

it.each([
  ['another site', { senderFrame: { url: 'https://evil.example/', parent: null } }],
  ['a name that begins alike', { senderFrame: { url: 'app://gantry.evil/', parent: null } }],
  ['a frame inside the page', { senderFrame: { url: 'app://gantry/', parent: {} } }],
  ['a frame that is gone', { senderFrame: null }],
])('refuses %s on every channel', async (_, sender) => {
  for (const channel of listeners.keys()) {
    await expect(invoke(channel, tmpdir(), sender)).rejects.toMatchObject({ code: 'origin_refused' });
  }
  expect(listeners.size).toBe(5);
  expect(done).toEqual([]);
});

it.each([
  'file:///etc/passwd',
  'javascript:alert(1)',
  'http://user:pass@a.example',
  'ms-settings:',
  '',
  7,
  null,
  `https://a.example/${'x'.repeat(3000)}`,
])('does not open %j', async (url) => {
  await expect(invoke(bridgeChannels.openExternal, url)).rejects.toMatchObject({ code: 'invalid_value', field: 'url' });
  expect(done).toEqual([]);
});

it.each(['relative/path', '\\\\server\\share', '/a\0b', '', 7, null, {}, `/${'x'.repeat(5000)}`])('does not show %j', async (path) => {
  await expect(invoke(bridgeChannels.showInFolder, path)).rejects.toMatchObject({ code: 'invalid_value', field: 'path' });
  expect(done).toEqual([]);
});

it('says that a file is not there', async () => {
  await expect(invoke(bridgeChannels.showInFolder, '/no/such/file')).rejects.toMatchObject({ code: 'not_found' });
});

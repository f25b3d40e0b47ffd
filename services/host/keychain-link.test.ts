import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSecretStore } from '#platform/credentials';
import { createEvents } from '#platform/events';
import { createLog } from '#platform/log';
import { resolvePaths } from '#platform/paths';
import type { SafeStorage } from '../../electron/electron-port.ts';
import { createKeychainAnswers } from '../../electron/keychain.ts';
import { createKeychainLink, type ParentPort } from './keychain-link.ts';

/** What Electron's safeStorage does, with the letters turned around for a cipher. */
function safeStorage(backend: string, change: Partial<SafeStorage> = {}): SafeStorage {
  const turn = (text: string) => [...text].reverse().join('');
  let isPlainTextAllowed = false;
  return {
    isEncryptionAvailable: () => backend !== 'basic_text' || isPlainTextAllowed,
    getSelectedStorageBackend: () => backend,
    setUsePlainTextEncryption(isAllowed: boolean) {
      isPlainTextAllowed = isAllowed;
    },
    encryptString: (plain: string) => Buffer.from(`v10${turn(plain)}`),
    decryptString: (sealed: Buffer) => turn(sealed.toString().slice(3)),
    ...change,
  };
}

/** The host's end, joined with the window's by messages that are copied as between processes. */
function link(storage: SafeStorage, platform: NodeJS.Platform = 'linux') {
  const answer = createKeychainAnswers({ safeStorage: storage, platform });
  const listeners: ((event: { data: unknown }) => void)[] = [];
  const say = (data: unknown) => queueMicrotask(() => listeners.forEach((listener) => void listener({ data: structuredClone(data) })));
  const port: ParentPort = {
    on: (_, listener) => void listeners.push(listener),
    postMessage(message) {
      say({ type: 'stop' });
      say({ type: 'keychain.reply', id: 999, data: '' });
      say(answer(structuredClone(message)));
    },
  };
  return createKeychainLink(port);
}

describe('through the window', () => {
  it('wraps a key and gives it back, many at once', async () => {
    const keychain = link(safeStorage('gnome_libsecret'));
    const keys = Array.from({ length: 20 }, () => randomBytes(32));
    const sealed = await Promise.all(keys.map((key) => keychain.wrap(key)));
    for (const [index, each] of sealed.entries()) expect(Buffer.from(each).includes(keys[index] as Buffer)).toBe(false);
    expect(await Promise.all(sealed.map((each) => keychain.unwrap(each)))).toEqual(keys);
  });

  it.each([
    ['linux', 'gnome_libsecret', { is_available: true, backend: 'gnome_libsecret', is_real: true }],
    ['linux', 'kwallet6', { is_available: true, backend: 'kwallet6', is_real: true }],
    ['linux', 'basic_text', { is_available: true, backend: 'basic_text', is_real: false }],
    ['linux', 'unknown', { is_available: true, backend: 'unknown', is_real: false }],
    ['darwin', '', { is_available: true, backend: 'keychain', is_real: true }],
    ['win32', '', { is_available: true, backend: 'dpapi', is_real: true }],
  ] as const)('says what it is: %s %s', async (platform, backend, expected) => {
    const described = await link(safeStorage(backend), platform).describe();
    expect(described).toMatchObject(expected);
    expect(described.reason).toContain(expected.backend);
  });

  it('says that it does not answer, and why a key was not wrapped', async () => {
    const closed = link(safeStorage('kwallet5', { isEncryptionAvailable: () => false }));
    expect(await closed.describe()).toMatchObject({ is_available: false, backend: 'kwallet5', is_real: true });
    await expect(closed.wrap(randomBytes(32))).rejects.toMatchObject({ code: 'keychain_unavailable' });
    const refusing = link(
      safeStorage('gnome_libsecret', {
        decryptString() {
          throw new Error('planted');
        },
      }),
    );
    const error = await refusing.unwrap(randomBytes(40)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'keychain_unavailable', message: expect.stringContaining('gnome_libsecret') });
    expect(String(error)).not.toContain('planted');
  });

  it('answers no message but its own', () => {
    const answer = createKeychainAnswers({ safeStorage: safeStorage('gnome_libsecret'), platform: 'linux' });
    for (const message of [
      undefined,
      'x',
      { type: 'ready', url: 'http://127.0.0.1:1' },
      { type: 'keychain.wrap', id: 1 },
      { type: 'keychain.wrap', id: 1, data: '?' },
    ])
      expect(answer(message)).toBeUndefined();
  });
});

it('says that a window does not answer', async () => {
  const keychain = createKeychainLink({ on: () => undefined, postMessage: () => undefined }, 20);
  expect(await keychain.describe()).toMatchObject({ is_available: false, backend: 'none', reason: expect.stringContaining('0.02 s') });
  await expect(keychain.unwrap(randomBytes(32))).rejects.toMatchObject({ code: 'keychain_unavailable' });
});

it('says that there is no window', async () => {
  const keychain = createKeychainLink(undefined);
  expect(await keychain.describe()).toMatchObject({
    is_available: false,
    backend: 'none',
    is_real: false,
    reason: expect.stringContaining('window'),
  });
  await expect(keychain.wrap(randomBytes(32))).rejects.toMatchObject({ code: 'keychain_unavailable' });
});

it('keeps a vault that opens with the window and stays locked without', async () => {
  const home = await mkdtemp(join(tmpdir(), 'gantry-keychain-'));
  const open = async (keychain = link(safeStorage('gnome_libsecret'))) => {
    const store = createSecretStore({
      paths: resolvePaths({ GANTRY_HOME: home }),
      log: createLog({ level: 'silent' }),
      events: createEvents(),
      keychain,
    });
    await store.open();
    return store;
  };
  const first = await open();
  await first.write('key', 'value');
  await first.move({ to: 'keychain', accept_unprotected: false });
  expect((await open(createKeychainLink(undefined))).info().state).toBe('locked');
  const again = await open();
  expect(await again.read('key')).toBe('value');
  await again.move({ to: 'files', accept_unprotected: false });
  await rm(home, { recursive: true });
});

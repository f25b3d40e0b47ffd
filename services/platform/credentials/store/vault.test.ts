import { mkdtemp, open, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { credentialValueSchema } from '#contract';
import type { SecretStore } from '../secret-store.ts';
import type { SecretStoreOptions } from './create-secret-store.ts';
import { testKeychain, testStore } from './test-store.ts';
import { parseVault, serializeVault, signVault } from './vault-document.ts';
import { createVaultKeyMemory } from './vault-key-memory.ts';

const passphrase = 'correct horse battery staple';
const noKeychain = testKeychain({ is_available: false, backend: 'none', is_real: false, reason: 'There is no window.' });

let home: string;
let memory: string;
let store: SecretStore;
const vaultFile = () => join(home, 'config', 'vault.json');
const plainFile = (name: string) => join(store.folder(), name);
const make = (options: Partial<SecretStoreOptions> = {}) => testStore(home, { runtimeFolder: memory, ...options });
const mode = async (path: string) => (await stat(path)).mode & 0o777;
const toKeychain = { to: 'keychain', accept_unprotected: false } as const;
const toPassphrase = { to: 'passphrase', passphrase, accept_unprotected: false } as const;

async function reopen(options: Partial<SecretStoreOptions> = {}): Promise<SecretStore> {
  await store.close();
  ({ store } = make(options));
  await store.open();
  return store;
}

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gantry-vault-'));
  memory = await mkdtemp('/dev/shm/gantry-test-');
  ({ store } = make());
  await store.open();
});
afterEach(async () => {
  await store.close();
  for (const folder of [home, memory]) await rm(folder, { recursive: true, force: true });
});

describe('a vault with a passphrase', () => {
  it('holds what the plain files held, and they are gone', async () => {
    await store.write('postgres_password', 'planted-one');
    await store.write('redis_password', 'planted-two');
    await store.stage('redis_password', 'planted-three');
    const changed = store.changedAt('redis_password');
    const { moved, store: info } = await store.move(toPassphrase);
    expect(moved).toEqual(['postgres_password', 'redis_password']);
    expect(info).toMatchObject({ kind: 'vault', protection: 'passphrase', state: 'open', place: vaultFile() });
    expect(info.handed_over.startsWith(memory)).toBe(true);
    expect(info.statement).toContain('in memory');
    expect(await store.read('postgres_password')).toBe('planted-one');
    expect(await store.staged('redis_password')).toBe('planted-three');
    expect(store.changedAt('redis_password')).toBe(changed);
    expect(await readFile(plainFile('postgres_password'), 'utf8')).toBe('planted-one');
    expect(await mode(vaultFile())).toBe(0o600);
    expect(await mode(plainFile('postgres_password'))).toBe(0o600);
    expect(await mode(store.folder())).toBe(0o700);
    expect(await mode(join(store.folder(), '..'))).toBe(0o700);
    expect(await readdir(join(home, 'config', 'secrets'))).toEqual([]);
    expect(await readdir(join(home, 'state', 'secrets-work', 'staged'))).toEqual([]);
    expect(await readFile(vaultFile(), 'utf8')).not.toContain('planted');
  });

  it('is locked at the next start, says names and nothing else, and opens with the passphrase only', async () => {
    await store.write('key', 'value');
    await store.move(toPassphrase);
    const { store: locked, events } = make({ keychain: noKeychain });
    const seen: unknown[] = [];
    events.subscribe(({ event, data }) => seen.push([event, data]));
    await locked.open();
    expect(locked.info()).toMatchObject({ state: 'locked' });
    expect(locked.names()).toEqual(['key']);
    expect(locked.changedAt('key')).toBeDefined();
    for (const ask of [
      () => locked.read('key'),
      () => locked.write('key', 'other'),
      () => locked.replaceInPlace('key', 'other'),
      () => locked.remove('key'),
      () => locked.stage('key', 'other'),
      () => locked.staged('key'),
      () => locked.dropStaged('key'),
      () => locked.exclusively('key', async () => undefined),
      () => locked.move({ to: 'files', accept_unprotected: false }),
      () => locked.move(toKeychain),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'credentials_locked' });
    await expect(locked.unlock('Correct horse battery staple')).rejects.toMatchObject({ code: 'passphrase_wrong', field: 'passphrase' });
    await expect(locked.unlock('')).rejects.toMatchObject({ code: 'passphrase_wrong' });
    await locked.unlock(passphrase);
    expect(await locked.read('key')).toBe('value');
    expect(seen).toEqual([['credentials.changed', { names: ['key'], change: 'unlocked' }]]);
  });

  it('looks at the next passphrase later and later after wrong ones', async () => {
    let now = 1_000_000;
    await store.move(toPassphrase);
    await reopen({ now: () => now });
    for (let i = 0; i < 3; i += 1) await expect(store.unlock('wrong')).rejects.toMatchObject({ retryAfterSeconds: undefined });
    // The right one is not looked at either.
    await expect(store.unlock(passphrase)).rejects.toMatchObject({ code: 'passphrase_wrong', retryAfterSeconds: 1 });
    now += 1000;
    await expect(store.unlock('wrong')).rejects.toMatchObject({ retryAfterSeconds: undefined });
    await expect(store.unlock('wrong')).rejects.toMatchObject({ retryAfterSeconds: 2 });
    now += 2000;
    await store.unlock(passphrase);
    expect(store.info().state).toBe('open');
  });

  it('takes the same letters typed another way, and a new passphrase without encrypting anew', async () => {
    await store.write('key', 'value');
    await store.move({ ...toPassphrase, passphrase: 'Grünkohl im Märzregen 77' });
    const before = parseVault(await readFile(vaultFile(), 'utf8'), '');
    await reopen();
    await store.unlock('Grünkohl im Märzregen 77'.normalize('NFD'));
    expect((await store.move(toPassphrase)).moved).toEqual(['key']);
    expect(parseVault(await readFile(vaultFile(), 'utf8'), '').secrets).toEqual(before.secrets);
    await reopen();
    await expect(store.unlock('Grünkohl im Märzregen 77')).rejects.toMatchObject({ code: 'passphrase_wrong' });
    await store.unlock(passphrase);
    expect(await store.read('key')).toBe('value');
  });

  it.each([
    ['password1', 'credential_weak'],
    ['short', 'invalid_value'],
    [undefined, 'invalid_value'],
  ])('is not made with %s', async (weak, code) => {
    await store.write('key', 'value');
    const error = await store.move({ to: 'passphrase', passphrase: weak, accept_unprotected: true }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, field: 'passphrase' });
    expect(store.info().kind).toBe('files');
    expect(await store.read('key')).toBe('value');
  });
});

it('stays open over a restart in the same process until it is locked', async () => {
  const keyMemory = createVaultKeyMemory();
  await reopen({ keyMemory, keychain: noKeychain });
  await store.write('key', 'value');
  await store.move(toPassphrase);
  await reopen({ keyMemory, keychain: noKeychain });
  expect(store.info().state).toBe('open');
  expect(await store.read('key')).toBe('value');
  await store.lock(() => false);
  await reopen({ keyMemory, keychain: noKeychain });
  expect(store.info().state).toBe('locked');
  await store.unlock(passphrase);
  await reopen({ keyMemory, keychain: noKeychain });
  expect(await store.read('key')).toBe('value');
  await reopen({ keychain: noKeychain });
  expect(store.info().state).toBe('locked');
});

describe('a vault with the keychain', () => {
  it('opens by itself where the keychain answers, and is locked where it does not', async () => {
    await store.write('key', 'value');
    expect((await store.move(toKeychain)).store).toMatchObject({ protection: 'keychain', state: 'open' });
    await reopen();
    expect(store.info().state).toBe('open');
    expect(await store.read('key')).toBe('value');
    await reopen({ keychain: noKeychain });
    expect(store.info()).toMatchObject({ state: 'locked', keychain: { is_available: false } });
    await reopen();
    await store.lock(() => false);
    await store.unlock('');
    expect(await store.read('key')).toBe('value');
  });

  it('opens with a second passphrase on the day the keychain is gone', async () => {
    await store.write('key', 'value');
    await store.move({ ...toKeychain, passphrase });
    await reopen({ keychain: noKeychain });
    await expect(store.unlock('another one')).rejects.toMatchObject({ code: 'passphrase_wrong' });
    await store.unlock(passphrase);
    expect(await store.read('key')).toBe('value');
  });

  it('needs consent where the keychain protects nothing, and says so for good', async () => {
    await reopen({ keychain: testKeychain({ backend: 'basic_text', is_real: false }) });
    await expect(store.move(toKeychain)).rejects.toMatchObject({ code: 'consent_needed' });
    expect((await store.move({ ...toKeychain, accept_unprotected: true })).store.protection).toBe('unprotected');
    await reopen();
    expect(store.info().protection).toBe('unprotected');
    expect(store.info().statement).toContain('no better than plain files');
  });

  it('is not made without one', async () => {
    await reopen({ keychain: noKeychain });
    await expect(store.move(toKeychain)).rejects.toMatchObject({ code: 'keychain_unavailable', message: 'There is no window.' });
  });

  it('stays locked and starts where the keychain gives another key or none', async () => {
    await store.move(toKeychain);
    await reopen({ keychain: { ...testKeychain(), unwrap: async () => new Uint8Array(5) } });
    expect(store.info().state).toBe('locked');
  });
});

describe('while it is open', () => {
  beforeEach(async () => {
    await store.write('key', 'first');
    await store.move(toKeychain);
  });

  it('writes both, in the same inode where asked', async () => {
    const reader = await open(plainFile('key'), 'r');
    const { ino } = await stat(plainFile('key'));
    await store.replaceInPlace('key', 'second and longer');
    expect((await stat(plainFile('key'))).ino).toBe(ino);
    expect(await reader.readFile('utf8')).toBe('second and longer');
    await reader.close();
    await store.write('other', 'x');
    await store.remove('key');
    expect(await readdir(store.folder())).toEqual(['other']);
    await reopen();
    expect(store.names()).toEqual(['other']);
    expect(await store.read('key')).toBeUndefined();
  });

  it('removes at lock what no container mounts, and gives it back in the same inode', async () => {
    await store.write('other', 'x');
    const { ino } = await stat(plainFile('key'));
    await store.lock((name) => name === 'key');
    expect(store.info().state).toBe('locked');
    expect(await readdir(store.folder())).toEqual(['key']);
    await expect(store.read('key')).rejects.toMatchObject({ code: 'credentials_locked' });
    await store.unlock('');
    expect(await readdir(store.folder())).toEqual(['key', 'other']);
    expect((await stat(plainFile('key'))).ino).toBe(ino);
  });

  it('goes back to plain files with every value and time', async () => {
    await store.stage('key', 'next');
    const changed = store.changedAt('key');
    const handedOver = store.folder();
    expect((await store.move({ to: 'files', accept_unprotected: false })).moved).toEqual(['key']);
    expect(store.info()).toMatchObject({ kind: 'files', protection: 'file-mode', place: join(home, 'config', 'secrets') });
    expect(await readdir(join(home, 'config'))).toEqual(['secrets']);
    await expect(readdir(handedOver)).rejects.toThrow('ENOENT');
    expect([await store.read('key'), await store.staged('key'), store.changedAt('key')]).toEqual(['first', 'next', changed]);
    await expect(store.unlock('x')).rejects.toMatchObject({ code: 'conflict' });
    await expect(store.lock(() => true)).rejects.toMatchObject({ code: 'conflict' });
    expect((await store.move({ to: 'files', accept_unprotected: false })).moved).toEqual([]);
  });

  it('leaves plain files with another value, which a person made, and says so', async () => {
    await writeFile(join(home, 'config', 'secrets', 'key'), 'planted-by-hand', { mode: 0o600 });
    await reopen();
    expect(await readdir(join(home, 'config', 'secrets'))).toEqual(['key']);
    const log = await readFile(join(home, 'log'), 'utf8');
    expect(log).toContain('with another value');
    expect(log).not.toContain('planted');
  });

  it('loses none of 1,000 writes at once', async () => {
    await Promise.all(Array.from({ length: 1000 }, (_, i) => store.write(`key_${i % 20}`, `value ${i}`)));
    await reopen();
    for (let i = 0; i < 20; i += 1) expect(await store.read(`key_${i}`)).toBe(`value ${980 + i}`);
  });
});

describe('a file that was changed', () => {
  let text: string;
  beforeEach(async () => {
    await store.write('key', 'planted');
    await store.stage('key', 'planted too');
    await store.move(toKeychain);
    text = await readFile(vaultFile(), 'utf8');
  });

  it('is refused whatever byte is another, and left as it is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(Buffer.byteLength(text) - 1), fc.integer({ min: 1, max: 255 }), async (position, change) => {
        const bytes = Buffer.from(text);
        bytes[position] = (bytes[position] ?? 0) ^ change;
        await writeFile(vaultFile(), bytes);
        const error = await make()
          .store.open()
          .catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({ code: 'config_invalid', field: 'vault.json', message: expect.stringContaining(vaultFile()) });
        expect(await readFile(vaultFile())).toEqual(bytes);
      }),
      { numRuns: 200 },
    );
  });

  it('is refused wherever it ends', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), async (length) => {
        await writeFile(vaultFile(), text.slice(0, length));
        await expect(make().store.open()).rejects.toMatchObject({ code: 'config_invalid' });
      }),
      { numRuns: 100 },
    );
  });

  it('is refused where somebody without the key made its checksum anew', async () => {
    const document = parseVault(text, '');
    const entry = document.secrets.key;
    if (entry === undefined) throw new Error('no entry');
    for (const changed of [
      { ...document, secrets: {} },
      { ...document, staged: {} },
      { ...document, secrets: document.staged },
      { ...document, secrets: { ...document.secrets, other: entry } },
      { ...document, secrets: { key: { ...entry, changed_at: '2020-01-01T00:00:00.000Z' } } },
      { ...document, slots: document.slots.map((slot) => (slot.type === 'keychain' ? { ...slot, backend: 'kwallet6' } : slot)) },
    ]) {
      await writeFile(vaultFile(), serializeVault(signVault(changed, Buffer.alloc(32))));
      await expect(make().store.open()).rejects.toMatchObject({ code: 'config_invalid' });
    }
  });
});

it('gives back every value people can type, from either kind', async () => {
  const values = fc
    .array(
      fc.oneof(
        fc.constantFrom('"', "'", '`', '$', '{', '}', '#', '\\', '%', ' ', 'ß', 'é', '漢', '😀', '\u200b', '=', ':', '@', '/'),
        fc.string({ unit: 'grapheme' }),
      ),
      {
        minLength: 1,
        maxLength: 256,
      },
    )
    .map((parts) => parts.join('').slice(0, 256))
    .filter((value) => credentialValueSchema.safeParse(value).success);
  const given = [...fc.sample(values, { numRuns: 60, seed: 1 }), '😀'.repeat(128), '\\'.repeat(256), 'x\ufeffx'];
  for (const [index, value] of given.entries()) await store.write(`key_${index}`, value);
  const readAll = () => Promise.all(given.map((_, index) => store.read(`key_${index}`)));
  expect(await readAll()).toEqual(given);
  await store.move(toKeychain);
  await reopen();
  expect(await readAll()).toEqual(given);
  expect(await Promise.all(given.map((_, index) => readFile(plainFile(`key_${index}`), 'utf8')))).toEqual(given);
  await store.move({ to: 'files', accept_unprotected: false });
  await reopen();
  expect(await readAll()).toEqual(given);
});

it('says a value nowhere: not in the log, in what it tells of itself, nor in an error', async () => {
  await store.write('key', 'planted-value');
  await store.stage('key', 'planted-next');
  await store.move({ ...toPassphrase, passphrase: 'planted passphrase of mine' });
  const errors = [
    await store.write('key', 'planted\u0000').catch(String),
    await store.lock(() => false).then(() => store.read('key').catch(String)),
    await store.unlock('planted wrong').catch(String),
  ];
  await store.unlock('planted passphrase of mine');
  await store.replaceInPlace('key', 'planted-last');
  await store.move({ to: 'files', accept_unprotected: false });
  const log = await readFile(join(home, 'log'), 'utf8');
  expect(log).toContain('moved');
  expect(`${log}${errors.join()}${JSON.stringify(store.info())}`).not.toContain('planted');
});

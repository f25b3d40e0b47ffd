import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type GantryProcess, makeHome, startGantry } from '../gantry-process.ts';

const passphrase = 'planted correct horse battery';

let home: string;
let memory: string;
let remove: () => Promise<void>;
let gantry: GantryProcess;
const start = () => startGantry(home, { env: { XDG_RUNTIME_DIR: memory } });

beforeAll(async () => {
  ({ home, remove } = await makeHome());
  memory = await mkdtemp('/dev/shm/gantry-e2e-');
  gantry = await start();
});
afterAll(async () => {
  await gantry.stop();
  await rm(memory, { recursive: true, force: true });
  await remove();
});

const asStack = async (token: string) => (await fetch(`${gantry.url}/v1/models`, { headers: { authorization: `Bearer ${token}` } })).status;
const onDisk = () => readdir(join(home, 'config', 'secrets'));

it('moves the secrets into a vault and back over the API; the token of the stack follows', async () => {
  expect(await onDisk()).toEqual(['gantry_token']);
  const token = await readFile(join(home, 'config', 'secrets', 'gantry_token'), 'utf8');
  expect(await asStack(token)).toBe(200);

  await expect(gantry.client.call('credentials.lock', {})).rejects.toMatchObject({ code: 'conflict' });
  await expect(gantry.client.call('credentials.move', { to: 'keychain' })).rejects.toMatchObject({ code: 'keychain_unavailable' });
  await expect(gantry.client.call('credentials.move', { to: 'passphrase', passphrase: 'password1' })).rejects.toMatchObject({
    code: 'credential_weak',
  });
  const { store, moved } = await gantry.client.call('credentials.move', { to: 'passphrase', passphrase });
  expect(moved).toEqual(['gantry_token']);
  expect(store).toMatchObject({ kind: 'vault', protection: 'passphrase', state: 'open' });
  expect(await onDisk()).toEqual([]);
  expect(await readFile(join(store.handed_over, 'gantry_token'), 'utf8')).toBe(token);
  expect((await stat(join(home, 'config', 'vault.json'))).mode & 0o777).toBe(0o600);

  expect((await gantry.stop()).code).toBe(0);
  gantry = await start();
  expect(await asStack(token)).toBe(401);
  await expect(gantry.client.call('credentials.move', { to: 'files' })).rejects.toMatchObject({ code: 'credentials_locked' });
  await expect(gantry.client.call('credentials.unlock', { passphrase: 'planted but wrong' })).rejects.toMatchObject({
    code: 'passphrase_wrong',
  });
  expect((await gantry.client.call('credentials.unlock', { passphrase })).store.state).toBe('open');
  await expect.poll(() => asStack(token)).toBe(200);

  expect((await gantry.client.call('credentials.move', { to: 'files' })).store).toMatchObject({ kind: 'files', protection: 'file-mode' });
  expect(await readFile(join(home, 'config', 'secrets', 'gantry_token'), 'utf8')).toBe(token);
  expect(await readdir(memory, { recursive: true })).not.toContainEqual(expect.stringContaining('gantry_token'));
  const log = await readFile(join(home, 'state', 'log', 'host.log'), 'utf8');
  expect(log).toContain('the store of secrets changed');
  for (const planted of ['planted', token]) expect(`${log}${gantry.output()}`).not.toContain(planted);
});

import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ParsedInput, tokenSchema } from '#contract';
import { createLog } from '#platform/log';
import { apiTokenFile, builtFile, resolvePaths } from '#platform/paths';
import { createTokens } from './tokens.ts';

let home: string;
let clock: number;
const paths = () => resolvePaths({ GANTRY_HOME: home });
const open = () => createTokens({ paths: paths(), log: createLog({ level: 'silent' }), now: () => clock });
const adminFile = () => apiTokenFile(paths());
const storeFile = () => join(home, 'config', 'tokens.json');
const dayMs = 24 * 3_600_000;

const wanted = (change: Partial<ParsedInput<'tokens.create'>> = {}): ParsedInput<'tokens.create'> => ({
  name: 'notes app',
  scopes: ['read', 'search'],
  expires_in_days: 90,
  requests_per_minute: null,
  ...change,
});

beforeEach(async () => {
  clock = Date.now();
  home = await mkdtemp(join(tmpdir(), 'gantry-tokens-'));
  for (const folder of ['config', 'state']) await mkdir(join(home, folder));
});
afterEach(() => rm(home, { recursive: true }));

describe('the admin token', () => {
  it('is made once, for its owner only', async () => {
    await open();
    const token = (await readFile(adminFile(), 'utf8')).trim();
    expect((await stat(adminFile())).mode & 0o777).toBe(0o600);
    expect(token).toMatch(/^gty_[\w-]{43}$/);
    const tokens = await open();
    expect((await readFile(adminFile(), 'utf8')).trim()).toBe(token);
    expect(await tokens.verify(token)).toMatchObject({ name: 'api-token', scopes: ['admin'] });
    for (const wrong of ['', 'x', `${token}x`, token.slice(1), token.toUpperCase()]) expect(await tokens.verify(wrong)).toBeUndefined();
  });

  it('of an earlier version counts on, and of its own words nothing is shown', async () => {
    const phrase = 'a-phrase-a-person-has-chosen-for-herself';
    await writeFile(adminFile(), `${phrase}\n`);
    const tokens = await open();
    expect(await tokens.verify(phrase)).toMatchObject({ name: 'api-token' });
    expect(tokens.list()[0]).toMatchObject({ hint: '', kind: 'file', file: adminFile() });
  });

  it('is closed where others could read it', async () => {
    await open();
    await chmod(adminFile(), 0o644);
    await open();
    expect((await stat(adminFile())).mode & 0o777).toBe(0o600);
  });

  it('is refused where it can be guessed', async () => {
    await writeFile(adminFile(), 'secret\n');
    await expect(open()).rejects.toMatchObject({ code: 'config_invalid', field: 'api-token' });
  });
});

describe('a named token', () => {
  it('has a secret that is nowhere on the disk, and what it may do survives a start', async () => {
    const tokens = await open();
    const { token, secret } = await tokens.create(wanted({ requests_per_minute: 30 }), 'api-token');
    expect(secret).toMatch(/^gty_[\w-]{43}$/);
    expect(tokenSchema.parse(token)).toEqual(token);
    expect(token).toMatchObject({ hint: secret.slice(0, 8), created_by: 'api-token', is_expired: false });
    expect(token.expires_at).toBe(new Date(clock + 90 * dayMs).toISOString());
    for (const file of [storeFile(), `${storeFile()}.last-good`]) {
      expect(await readFile(file, 'utf8')).not.toContain(secret.slice(9));
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    }
    const again = await open();
    expect(again.list()).toEqual(tokens.list());
    expect(await again.verify(secret)).toMatchObject({ id: token.id, scopes: ['read', 'search'], requestsPerMinute: 30 });
    expect(await again.verify(secret.replace('gty_', ''))).toBeUndefined();
  });

  it('has a name of its own', async () => {
    const tokens = await open();
    await tokens.addFile({ name: 'stack', scopes: ['read'], file: join(home, 'stack') });
    await tokens.create(wanted(), 'x');
    for (const name of ['notes app', 'NOTES APP', 'notes app ', 'api-token', 'stack', 'panel'])
      await expect(tokens.create(wanted({ name }), 'x'), name).rejects.toMatchObject({ code: 'conflict', field: 'name' });
    expect(tokens.list().map(({ name }) => name)).toEqual(['api-token', 'stack', 'notes app']);
  });

  it('expires to the moment, can be made to last, and says when it has ended', async () => {
    const tokens = await open();
    const { token, secret } = await tokens.create(wanted({ expires_in_days: 1 }), 'x');
    const { mark } = (await tokens.verify(secret)) as { mark: string };
    clock += dayMs - 1;
    expect(await tokens.verify(secret)).toBeDefined();
    clock += 1;
    await expect(tokens.verify(secret)).rejects.toMatchObject({ code: 'token_expired' });
    expect(tokens.standing(token.id, mark)).toBeUndefined();
    expect(tokens.list().at(-1)).toMatchObject({ is_expired: true });
    await tokens.update({ id: token.id, expires_in_days: null });
    expect(await tokens.verify(secret)).toMatchObject({ expiresAt: null });
  });

  it('tells its listeners when it expires, without being asked', async () => {
    const tokens = await open();
    const { token } = await tokens.create(wanted({ expires_in_days: 1 }), 'x');
    clock += dayMs - 50;
    let told = 0;
    // Made anew, so that the timer waits for what is left.
    const again = await open();
    again.subscribe(() => {
      told += 1;
    });
    const timer = setInterval(() => {
      clock += 10;
    }, 10);
    await vi.waitFor(() => expect(told).toBe(1));
    clearInterval(timer);
    expect(again.list().find(({ id }) => id === token.id)).toMatchObject({ is_expired: true });
    await again.close();
  });

  it('is renamed, limited and given other scopes without another secret', async () => {
    const tokens = await open();
    const { token, secret } = await tokens.create(wanted(), 'x');
    const other = await tokens.create(wanted({ name: 'other' }), 'x');
    await expect(tokens.update({ id: token.id, name: 'Other' })).rejects.toMatchObject({ code: 'conflict', field: 'name' });
    expect(await tokens.update({ id: token.id, name: 'Notes App', scopes: ['chat'], requests_per_minute: 5 })).toMatchObject({
      name: 'Notes App',
      expires_at: token.expires_at,
    });
    expect(await tokens.verify(secret)).toMatchObject({ name: 'Notes App', scopes: ['chat'], requestsPerMinute: 5 });
    expect(await tokens.verify(other.secret)).toMatchObject({ name: 'other' });
    await expect(tokens.update({ id: crypto.randomUUID(), name: 'x' })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is refused once it was replaced or revoked, also after a start', async () => {
    const tokens = await open();
    const { token, secret } = await tokens.create(wanted(), 'x');
    const first = (await tokens.verify(secret)) as { mark: string };
    const replaced = await tokens.replace(token.id);
    expect(await tokens.verify(secret)).toBeUndefined();
    expect(tokens.standing(token.id, first.mark)).toBeUndefined();
    const second = await tokens.verify(replaced.secret as string);
    expect(second).toMatchObject({ id: token.id });
    expect(tokens.standing(token.id, second?.mark ?? '')).toBeDefined();
    await tokens.revoke(token.id);
    expect(await tokens.verify(replaced.secret as string)).toBeUndefined();
    expect(await (await open()).verify(replaced.secret as string)).toBeUndefined();
    await expect(tokens.revoke(token.id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(tokens.replace(token.id)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a token in a file', () => {
  const stack = () => ({ name: 'stack', scopes: ['read'] as const, file: join(home, 'config', 'gantry_token') });
  const secretOf = async () => (await readFile(stack().file, 'utf8')).trim();

  it('keeps its id and is replaced in its file, but not revoked or changed', async () => {
    const tokens = await open();
    await tokens.addFile(stack());
    const old = await secretOf();
    const { id } = tokens.list()[1] as { id: string };
    expect(tokenSchema.parse(tokens.list()[1])).toMatchObject({ kind: 'file', file: stack().file, hint: old.slice(0, 8) });
    for (const refused of [() => tokens.revoke(id), () => tokens.update({ id, name: 'x' })])
      await expect(refused()).rejects.toMatchObject({ code: 'conflict', fix: expect.any(String) });
    const { secret, token } = await tokens.replace(id);
    expect({ secret, id: token.id, hint: token.hint }).toEqual({ secret: null, id, hint: (await secretOf()).slice(0, 8) });
    expect(await tokens.verify(old)).toBeUndefined();
    expect(await tokens.verify(await secretOf())).toMatchObject({ name: 'stack' });
    expect((await stat(stack().file)).mode & 0o777).toBe(0o600);
    const again = await open();
    await again.addFile(stack());
    expect(again.list()[1]).toMatchObject({ id });
  });

  it('keeps the old secret where the new one cannot be written', async () => {
    const tokens = await open();
    let written = 'a-secret-of-more-than-thirty-two-characters';
    let isFull = false;
    const keeper = {
      file: () => stack().file,
      read: async () => written,
      async write(secret: string) {
        if (isFull) throw new Error('no room');
        written = secret;
      },
    };
    await tokens.addFile({ ...stack(), keeper });
    const { id } = tokens.list()[1] as { id: string };
    const old = written;
    isFull = true;
    await expect(tokens.replace(id)).rejects.toThrow('no room');
    expect(await tokens.verify(old)).toMatchObject({ name: 'stack' });
    isFull = false;
    await tokens.replace(id);
    expect([await tokens.verify(old), (await tokens.verify(written))?.name]).toEqual([undefined, 'stack']);
  });

  it('is rolled: both secrets count until one is chosen', async () => {
    const tokens = await open();
    await tokens.addFile(stack());
    const old = await secretOf();
    const next = 'gty_the-secret-that-follows-the-present-one-soon';
    const counts = async () => [await tokens.verify(old), await tokens.verify(next)].map((found) => found !== undefined);

    const aborted = tokens.roll('stack', next);
    expect(await counts()).toEqual([true, true]);
    expect(() => tokens.roll('stack', 'another-secret-of-thirty-two-characters')).toThrowError(/being replaced/);
    aborted.abort();
    expect(await counts()).toEqual([true, false]);

    const rolling = tokens.roll('stack', next);
    rolling.commit();
    rolling.abort();
    expect(await counts()).toEqual([false, true]);
  });

  it('is read anew when its file was written by others', async () => {
    const tokens = await open();
    await tokens.addFile(stack());
    const old = await secretOf();
    const next = 'a-secret-that-another-room-has-written-there';
    await writeFile(stack().file, `${next}\n`);
    await tokens.reload('stack');
    expect([await tokens.verify(old), (await tokens.verify(next))?.name]).toEqual([undefined, 'stack']);
  });
});

describe('the file of the tokens', () => {
  it.each([
    ['no JSON', '{"version":1,"tok'],
    ['nothing', ''],
    ['an unknown version', '{"version":2,"tokens":[]}'],
    ['a digest that is none', undefined],
  ])('with %s is refused by name and stays as it is', async (_, text) => {
    const tokens = await open();
    await tokens.create(wanted(), 'x');
    const good = await readFile(storeFile(), 'utf8');
    const bad = text ?? good.replace(/"digest": "[0-9a-f]{10}/, '"digest": "');
    await writeFile(storeFile(), bad);
    await expect(open()).rejects.toMatchObject({
      code: 'config_invalid',
      field: 'tokens.json',
      message: expect.stringContaining(storeFile()),
    });
    expect(await readFile(storeFile(), 'utf8')).toBe(bad);
    expect(await readFile(`${storeFile()}.last-good`, 'utf8')).toBe(good);
  });

  it('that cannot be written leaves everything as it was', async () => {
    const tokens = await open();
    const { token, secret } = await tokens.create(wanted(), 'x');
    await rm(storeFile());
    await mkdir(storeFile());
    await expect(tokens.revoke(token.id)).rejects.toMatchObject({ code: expect.any(String) });
    expect(await tokens.verify(secret)).toMatchObject({ id: token.id });
  });

  it('is whole after 1,000 tokens made at once', async () => {
    const tokens = await open();
    const made = await Promise.all(Array.from({ length: 1000 }, (_, i) => tokens.create(wanted({ name: `t${i}` }), 'x')));
    const again = await open();
    expect(again.list()).toHaveLength(1001);
    for (const { secret, token } of made) expect(await again.verify(secret)).toMatchObject({ id: token.id });
  });

  it('is whole after a kill in the middle, with every token that was confirmed', { timeout: 120_000 }, async () => {
    const from = (room: string) => pathToFileURL(builtFile(`services/platform/${room}/index.js`)).href;
    const program = `
      const { createTokens } = await import('${from('credentials')}');
      const { createLog } = await import('${from('log')}');
      const { resolvePaths } = await import('${from('paths')}');
      const tokens = await createTokens({ paths: resolvePaths(process.env), log: createLog({ level: 'silent' }) });
      for (let i = 0; ; i += 1) {
        const name = \`\${process.pid}-\${i}\`;
        const { secret } = await tokens.create({ name, scopes: ['read'], expires_in_days: null, requests_per_minute: null }, 'x');
        process.stdout.write(secret + '\\n');
      }`;
    const confirmed: string[] = [];
    for (const wait of [3, 8, 15, 24, 35]) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
        env: { ...process.env, GANTRY_HOME: home },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (text.split('\n').length > wait) child.kill('SIGKILL');
      });
      await new Promise((resolve) => child.on('close', resolve));
      expect(child.signalCode).toBe('SIGKILL');
      // A line that was cut off is no confirmation.
      confirmed.push(...text.split('\n').slice(0, -1));
      const tokens = await open();
      for (const secret of confirmed) expect(await tokens.verify(secret)).toBeDefined();
    }
    expect(confirmed.length).toBeGreaterThanOrEqual(85);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { GantryError, type ParsedInput, type Token } from '#contract';
import { plainEnvironment, runGantry } from '../testing/run-gantry.ts';
import { type StandInHost, startStandInHost } from '../testing/stand-in-host.ts';

const id = '00000000-0000-4000-8000-000000000001';
const fileId = '00000000-0000-8000-8000-000000000002';
const at = '2026-01-31T10:00:00.000Z';
const secret = 'gty_the-secret-of-a-test';

let home: string;
let host: StandInHost;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gantry-cli-'));
  host = await startStandInHost();
  await host.announce(home);
  host.answers['tokens.list'] = () => ({ tokens: [token({ id: fileId, name: 'api-token', kind: 'file', file: '/x/api-token' }), token()] });
});
afterEach(async () => {
  host.close();
  await rm(home, { recursive: true });
});

const run = (...args: string[]) => runGantry({ args: ['token', ...args], env: plainEnvironment(process.env), home });

const token = (change: Partial<Token> = {}): Token => ({
  id,
  name: 'notes app',
  kind: 'api',
  file: null,
  hint: 'gty_abcd',
  scopes: ['read', 'search'],
  created_at: at,
  created_by: 'api-token',
  expires_at: at,
  is_expired: true,
  last_used_at: null,
  requests: 1234,
  errors: 5,
  tokens: 678,
  limited: 9,
  requests_per_minute: 60,
  ...change,
});

it('list shows every token with its use, and all of it as JSON', async () => {
  const { code, stdout } = await run('list');
  expect(code).toBe(0);
  expect(stdout).toMatch(new RegExp(`^notes app +read,search +gty_abcd +expired +never +1,234 +5 +9 +678 +60 +${id}$`, 'm'));
  expect(stdout).toMatch(/^api-token .+ in a file /m);
  const listed = JSON.parse((await run('list', '--json')).stdout) as { tokens: Token[] };
  expect(listed.tokens.map(({ name }) => name)).toEqual(['api-token', 'notes app']);
});

it('create gives the secret alone on stdout, and what it is on stderr', async () => {
  host.answers['tokens.create'] = ({ name, scopes }: ParsedInput<'tokens.create'>) => ({ token: token({ name, scopes }), secret });
  const { code, stdout, stderr } = await run('create', 'notes app', '--scope', 'read', '--scope', 'search', '--days', '30');
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${secret}\n` });
  expect(stderr).toContain('read, search');
  expect(stderr).not.toContain(secret);
  await run('create', 'ci', '--scope', 'ingest', '--never', '--per-minute', '100');
  await run('create', 'plain', '--scope', 'chat');
  expect(host.asked).toEqual([
    { name: 'tokens.create', input: { name: 'notes app', scopes: ['read', 'search'], expires_in_days: 30, requests_per_minute: null } },
    { name: 'tokens.create', input: { name: 'ci', scopes: ['ingest'], expires_in_days: null, requests_per_minute: 100 } },
    { name: 'tokens.create', input: { name: 'plain', scopes: ['chat'], expires_in_days: 90, requests_per_minute: null } },
  ]);
  const asJson = await run('create', 'x', '--scope', 'read', '--json');
  expect(JSON.parse(asJson.stdout)).toMatchObject({ secret, token: { name: 'x' } });
});

it('revoke finds a token by name or id, and does nothing unless told to where nobody can be asked', async () => {
  expect(await run('revoke', 'notes app')).toMatchObject({ code: 1, stderr: expect.stringContaining('--yes') });
  expect(host.asked.some(({ name }) => name === 'tokens.revoke')).toBe(false);
  expect(await run('revoke', 'notes app', '--yes')).toMatchObject({ code: 0, stdout: 'Revoked notes app.\n' });
  expect((await run('revoke', id, '--yes')).code).toBe(0);
  expect(host.asked.filter(({ name }) => name === 'tokens.revoke').map(({ input }) => input)).toEqual([{ id }, { id }]);
  expect(await run('revoke', 'nobody', '--yes')).toMatchObject({ code: 1, stderr: expect.stringContaining('api-token, notes app') });
  host.answers['tokens.revoke'] = () => {
    throw new GantryError('conflict', { fix: 'Replace it.' });
  };
  expect(await run('revoke', 'api-token', '--yes')).toMatchObject({ code: 1, stderr: expect.stringContaining('Replace it.') });
});

it('replace prints the new secret, or the file it stands in', async () => {
  host.answers['tokens.replace'] = ({ id: asked }: ParsedInput<'tokens.replace'>) =>
    asked === id ? { token: token(), secret } : { token: token({ id: fileId, kind: 'file', file: '/x/api-token' }), secret: null };
  expect((await run('replace', 'notes app', '--yes')).stdout).toBe(`${secret}\n`);
  expect((await run('replace', 'api-token', '--yes')).stdout).toContain('/x/api-token');
  expect(await run('replace', 'api-token')).toMatchObject({ code: 1, stdout: '' });
});

it('edit sends what was given and nothing else', async () => {
  host.answers['tokens.update'] = () => token({ name: 'other' });
  expect(await run('edit', 'notes app', '--name', 'other', '--per-minute', '0')).toMatchObject({ code: 0, stdout: 'Changed other.\n' });
  expect((await run('edit', id, '--scope', 'admin', '--never')).code).toBe(0);
  expect(host.asked.filter(({ name }) => name === 'tokens.update').map(({ input }) => input)).toEqual([
    { id, name: 'other', requests_per_minute: null },
    { id, scopes: ['admin'], expires_in_days: null },
  ]);
  expect((await run('edit', id)).code).not.toBe(0);
});

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { resolvePaths } from '#platform/paths';
import { loadConfig } from './load-config.ts';

let home: string;
let stackFolder: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'gantry-config-'));
  stackFolder = join(home, 'stack');
  await mkdir(join(home, 'config'));
  await mkdir(stackFolder);
});
afterEach(() => rm(home, { recursive: true }));

const load = (env: Record<string, string> = {}, commandLine: Record<string, string> = {}) =>
  loadConfig({ paths: resolvePaths({ GANTRY_HOME: home }), env, commandLine, stackFolder });
const user = (text: string) => writeFile(join(home, 'config', 'config.yaml'), text);

it('has defaults for everything', async () => {
  const { config, origin, environment } = await load();
  expect(config.server.port).toBe(8091);
  expect(config.embeddings.precision).toBe('auto');
  expect(origin('server.port')).toEqual({ layer: 'default' });
  expect(environment).toBe('dev');
});

it('lets each layer win over those below and knows where a value is from', async () => {
  await writeFile(
    join(stackFolder, 'config.yaml'),
    'server:\n  port: 1\nlog:\n  level: warn\nsearch:\n  hnswM: 8\ncache:\n  maxBytes: 2000000\n',
  );
  await writeFile(join(stackFolder, 'config.prod.yaml'), 'server:\n  port: 2\nlog: { level: error }\nsearch:\n  hnswM: 9\n');
  await user('# mine\nserver:\n  port: 3\n\nsearch:\n  hnswM: 10\n');
  const { config, origin } = await load({ STACK_ENV: 'prod', GANTRY_PORT: '4', GANTRY__SEARCH__HNSW_M: '11' }, { 'server.port': '5' });
  expect(config.server.port).toBe(5);
  expect(origin('server.port')).toEqual({ layer: 'command line', place: '--server.port' });
  expect(config.search.hnswM).toBe(11);
  expect(origin('search.hnswM')).toEqual({ layer: 'environment', place: 'GANTRY__SEARCH__HNSW_M' });
  expect(config.log.level).toBe('error');
  expect(origin('log.level')).toEqual({ layer: 'overlay', place: 'config.prod.yaml:3' });
  expect(origin('cache.maxBytes')).toEqual({ layer: 'stack', place: 'config.yaml:8' });
});

it('reads booleans from variables', async () => {
  expect((await load({ GANTRY__EMBEDDINGS__CACHE_VECTORS: 'false' })).config.embeddings.cacheVectors).toBe(false);
});

it('takes an empty file and a section with nothing in it', async () => {
  await user('# nothing yet\nserver:\n');
  expect((await load()).config.server.port).toBe(8091);
});

it.each([
  ['an unknown key', 'server:\n  prot: 1\n', { field: 'server.prot', message: /is not a setting.*config\.yaml:2/ }],
  ['an unknown section', 'log:\n  level: info\nsevrer:\n  port: 1\n', { field: 'sevrer', message: /is not a setting.*config\.yaml:4/ }],
  ['a value out of range', '\nserver:\n  port: 70000\n', { field: 'server.port', message: /65535.*config\.yaml:3/ }],
  ['a wrong type', 'server:\n  port: many\n', { field: 'server.port', message: /number/ }],
  ['text that is not YAML', 'server:\n  port: [1\n', { message: /line 3.*YAML/ }],
  ['a key twice', 'server:\n  port: 1\n  port: 2\n', { message: /line 3/ }],
  ['a list', '- 1\n', { message: /sections/ }],
  ['a section that is a value', 'server: 5\n', { message: /server must have keys/ }],
])('refuses %s and says where', async (_, text, { field, message }: { field?: string; message: RegExp }) => {
  await user(text);
  await expect(load()).rejects.toMatchObject({
    code: 'config_invalid',
    message: expect.stringMatching(message),
    ...(field === undefined ? {} : { field }),
  });
});

it.each([
  ['STACK_ENV', { STACK_ENV: 'production' }],
  ['server.nothing', { GANTRY__SERVER__NOTHING: '1' }],
  ['server.port', { GANTRY_PORT: 'x' }],
])('refuses a wrong %s in the environment without repeating its value', async (field, env) => {
  await expect(load(env as Record<string, string>)).rejects.toMatchObject({ code: 'config_invalid', field });
});

it('comes with settings for each environment that differ in what they are for', async () => {
  const shipped = (STACK_ENV: string) => loadConfig({ paths: resolvePaths({ GANTRY_HOME: home }), env: { STACK_ENV } });
  const [dev, staging, prod] = await Promise.all(['dev', 'staging', 'prod'].map(shipped));
  const pick = (loaded: typeof dev) => [
    loaded?.config.log.level,
    loaded?.config.cache.maxBytes,
    loaded?.config.server.sessionHours,
    loaded?.config.server.requestsPerMinute,
  ];
  expect(pick(dev)).toEqual(['debug', 64 * 1024 ** 2, 12, 0]);
  expect(pick(staging)).toEqual(['info', 128 * 1024 ** 2, 8, 3000]);
  expect(pick(prod)).toEqual(['warn', 256 * 1024 ** 2, 4, 1200]);
  expect(prod?.origin('log.level')).toEqual({ layer: 'overlay', place: expect.stringMatching(/^config\.prod\.yaml:\d+$/) });
  expect(staging?.origin('log.level')).toEqual({ layer: 'stack', place: expect.stringMatching(/^config\.yaml:\d+$/) });
});

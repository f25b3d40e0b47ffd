import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Credential, isTaskOver, type Task } from '#contract';
import { projectRoot } from '#platform/paths';
import { type GantryProcess, makeHome, pipeToCli, startGantry, waitFor } from '../gantry-process.ts';
import { type AllowedPlace, openToOthers, refuseLeaks } from '../leaks/allowed-places.ts';
import { encodingsOf } from '../leaks/encodings-of.ts';
import { createPlantedSecrets, type Leak, type PlantedSecrets, type Witness } from '../leaks/planted-secrets.ts';
import { readContainers } from '../leaks/read-containers.ts';
import { readFolder, readTracked } from '../leaks/read-folder.ts';
import { type RecordedCalls, recordCalls } from '../leaks/recorded-calls.ts';
import { watchProcesses } from '../leaks/watch-processes.ts';
import { hasImages, makeStackHome, testedServices } from '../stack-home.ts';

/**
 * Secrets that are known here are given to a real host, with the stack where there are images; much is done with them,
 * and much of it fails. Then everything that can be seen from outside is searched for them in every usual encoding.
 * Another secret: `secrets.plant` and a use. Another place to look at: one more reader in `witnesses`.
 */
describe('planted secrets', () => {
  let home: string;
  let project: string | undefined;
  let remove: () => Promise<void>;
  let gantry: GantryProcess;
  let calls: RecordedCalls;
  let processes: ReturnType<typeof watchProcesses>;
  const secrets = createPlantedSecrets();
  const said: Witness[] = [];
  const events = new AbortController();

  beforeAll(async () => {
    if (hasImages) {
      const made = await makeStackHome();
      ({ home, project, remove } = made);
    } else ({ home, remove } = await makeHome());
    await mkdir(join(home, 'outside'), { mode: 0o700 });
    await writeFile(join(home, 'outside', 'password'), `${secrets.plant('password of an external database')}\n`, { mode: 0o600 });
    const settings = `storage:\n  externalHost: 127.0.0.1\n  externalPort: 1\n  externalPasswordFile: ${join(home, 'outside', 'password')}\n`;
    await appendFile(join(home, 'config', 'config.yaml'), settings);
    for (const folder of ['tmp', 'runtime']) await mkdir(join(home, folder), { mode: 0o700 });
    processes = watchProcesses(() => gantry?.child.pid);
    gantry = await start();
    calls = recordCalls(() => gantry);
    secrets.remember('api-token', gantry.token);
    void followEvents();
  });
  afterAll(async () => {
    events.abort();
    processes?.stop();
    await gantry?.stop();
    await remove?.();
  });

  // Temporary files and the plain files of a vault fall below the home folder, and into the scan.
  const start = () => startGantry(home, { env: { TMPDIR: join(home, 'tmp'), XDG_RUNTIME_DIR: join(home, 'runtime') } });

  async function followEvents(): Promise<void> {
    const response = await gantry.fetch('/events', { signal: events.signal }).catch(() => undefined);
    const decoder = new TextDecoder();
    const witness = { place: 'GET /events', content: '' };
    said.push(witness);
    try {
      for await (const chunk of response?.body ?? []) witness.content += decoder.decode(chunk, { stream: true });
    } catch (error) {
      if (!events.signal.aborted) throw error;
    }
  }

  const listed = async (): Promise<Credential[]> => (await calls.client.call('credentials.list', {})).credentials;
  const ended = async ({ id }: Task): Promise<Task> => {
    await waitFor(async () => isTaskOver((await calls.client.call('tasks.read', { id })).state), 200);
    return calls.client.call('tasks.read', { id });
  };
  /** Runs the command line and keeps what it said; `stdin` is how secrets are handed over. */
  const cli = async (args: string[], stdin = '') => {
    const run = await pipeToCli(home, args, stdin);
    said.push({ place: `gantry ${args.join(' ')}`, content: run.stdout + run.stderr });
    return run;
  };
  /** What the host made itself is asked for, and searched for from then on. */
  const rememberAll = async (when: string) => {
    for (const { name, exists } of await listed())
      if (exists) secrets.remember(`${name} ${when}`, (await calls.client.call('credentials.reveal', { name })).value);
  };

  /** Everything that can be seen from outside. */
  async function* witnesses(): AsyncGenerator<Witness> {
    yield* readFolder(home);
    yield* readTracked(projectRoot());
    yield* calls.replies();
    yield* said;
    yield { place: 'output of the host', content: gantry.output() };
    yield* processes.seen();
    if (project !== undefined) yield* readContainers(project);
  }

  async function findAll(): Promise<Leak[]> {
    const leaks: Leak[] = [];
    for await (const witness of witnesses()) leaks.push(...secrets.findIn(witness));
    return leaks;
  }

  /** Replies and outputs that were asked to hold a secret. */
  const askedFor: AllowedPlace[] = [
    { place: 'POST /credentials/', reason: 'credentials.reveal is how a person reads one' },
    { place: 'POST /tokens → 201', reason: 'a new token is shown once' },
    { place: 'gantry credentials show', reason: 'prints the value, as asked for' },
    {
      place: 'POST /config/preview → 200',
      reason: 'gives the text back to whoever sent it',
      secrets: ['value in a bad configuration'],
    },
  ];
  const kept = (): AllowedPlace[] => [
    { place: join(home, 'outside', 'password'), reason: 'a file of the person', secrets: ['password of an external database'] },
    { place: join(home, 'config', 'api-token'), reason: 'the first admin token, 0600', secrets: ['api-token'] },
  ];

  it('are given to a running host, by API and by stdin', async () => {
    for (const { name, kind } of await listed()) {
      if (kind === 'token') continue;
      const value = secrets.plant(`${name} as set`, kind === 'password' ? 'any' : 'header');
      expect((await ended(await calls.client.call('credentials.set', { name, value }))).error).toBeUndefined();
    }
    const checked = await calls.client.call('credentials.check', { name: 'redis_password', value: secrets.plant('value that is checked') });
    expect(checked.is_strong_enough).toBe(true);
    const made = await calls.client.call('tokens.create', { name: 'scan', scopes: ['read'], expires_in_days: 1 });
    secrets.remember('secret of a token', made.secret);
    expect((await calls.send('/health', { headers: { authorization: `Bearer ${made.secret}` } })).status).toBe(200);
    await rememberAll('at first');
  });

  it.skipIf(!hasImages)('are handed over to real containers', async () => {
    const task = await ended(await calls.client.call('stack.up', { services: testedServices, pull: 'never' }));
    expect(task.error).toBeUndefined();
  });

  it('are sent where they are refused', async () => {
    for (const header of ['authorization', 'x-api-key', 'cookie']) {
      const value = secrets.plant(`value in ${header}`, 'header');
      const sent =
        header === 'authorization' ? `Bearer ${value}` : header === 'cookie' ? `gantry_session=${encodeURIComponent(value)}` : value;
      expect((await fetch(`${gantry.url}/health`, { headers: { [header]: sent } })).status).toBe(401);
      await calls.send('/health', { headers: { authorization: '', [header]: sent } });
    }
    await calls.sendMalformed(secrets.plant('value in a malformed body'));
    const wrong = secrets.plant('value in a bad configuration');
    const edit = { document: 'settings' as const, base_revision: 'none' };
    for (const text of [
      `log:\n  maxFileBytes: ${JSON.stringify(wrong)}\n`,
      `log: [${JSON.stringify(wrong)}`,
      `${JSON.stringify(wrong)}\n`,
    ]) {
      const preview = await calls.client.call('config.preview', { ...edit, text });
      said.push({ place: 'problems of a preview', content: JSON.stringify(preview.problems) });
      await expect(calls.client.call('config.apply', { ...edit, text })).rejects.toThrow();
    }
    const changes = [{ key: 'log.maxFileBytes', value: wrong }];
    const { revision } = await calls.client.call('config.read-document', { document: 'settings' });
    await expect(calls.client.call('config.apply', { ...edit, base_revision: revision, changes })).rejects.toMatchObject({
      code: 'config_invalid',
    });
    expect((await cli(['config', 'set', 'log.maxFileBytes=many'])).code).toBe(2);
  });

  it('are used where the work fails', async () => {
    // Nothing listens at port 1.
    expect((await ended(await calls.client.call('storage.switch', { to: 'external' }))).state).toBe('failed');
    await expect(calls.client.call('credentials.unlock', { passphrase: secrets.plant('passphrase without a vault') })).rejects.toThrow();
    const refused = secrets.plant('value of no secret');
    await expect(calls.client.call('credentials.set', { name: 'nothing', value: refused })).rejects.toMatchObject({ code: 'not_found' });
    await expect(calls.client.call('credentials.set', { name: 'qdrant_api_key', value: `${refused}\n` })).rejects.toMatchObject({
      code: 'invalid_value',
    });
    expect((await cli(['credentials', 'set', 'qdrant_api_key'], `${refused}\t\n`)).code).toBe(2);
  });

  it.skipIf(!hasImages)('do not fit the volume of Postgres, and are repaired', async () => {
    const { store } = await calls.client.call('credentials.list', {});
    await ended(await calls.client.call('stack.stop-service', { name: 'postgres' }));
    await writeFile(join(store.place, 'postgres_password'), secrets.plant('password that does not fit the volume'));
    const started = await calls.client.call('stack.start-service', { name: 'postgres' });
    await waitFor(
      async () =>
        (await calls.client.call('stack.why', { name: 'postgres' })).findings.some(({ cause }) => cause === 'wrong-password-for-volume'),
      500,
    );
    expect((await ended(await calls.client.call('credentials.repair', { name: 'postgres_password' }))).error).toBeUndefined();
    await ended(started);
  });

  it('are rotated, set, shown and exported, by API and by command line', async () => {
    expect((await ended(await calls.client.call('credentials.rotate', { names: [] }))).error).toBeUndefined();
    const value = secrets.plant('redis_password by the command line');
    expect((await cli(['credentials', 'set', 'redis_password', '--json'], `${value}\n`)).code).toBe(0);
    expect((await cli(['credentials', 'show', 'redis_password'])).stdout).toBe(`${value}\n`);
    await rememberAll('after the rotation');
    expect((await cli(['credentials', 'export'])).code).toBe(0);
    for (const args of [
      ['config', 'list', '--json'],
      ['config', 'history', '--diff'],
      ['credentials', '--json'],
      ['status', '--json'],
      ['token'],
      ['open', '--json'],
      ['doctor'],
    ])
      await cli(args);
  });

  it('stand in no log, task, history, reply, event, output, argument, environment, container or tracked file', async () => {
    await calls.readAll({
      key: 'server.port',
      document: 'settings',
      service: 'redis',
      name: 'redis',
      model: 'all-MiniLM-L6-v2',
      id: await anyTask(),
    });
    const { store, export: exported } = await calls.client.call('credentials.list', {});
    const allowed = [
      ...askedFor,
      ...kept(),
      { place: store.place, reason: 'where the secrets are kept' },
      { place: store.handed_over, reason: 'the plain files that containers mount' },
      { place: exported.file, reason: 'the export that was asked for' },
    ];
    const found = await findAll();
    expect(refuseLeaks(found, allowed)).toEqual([]);
    // They were there to be found, and nobody else may read them where they are.
    for (const name of ['redis_password by the command line', 'qdrant_api_key after the rotation', 'api-token'])
      expect(found.map(({ secret }) => secret)).toContain(name);
    expect(found.some(({ place }) => place === exported.file)).toBe(true);
    expect(await openToOthers(found)).toEqual([]);
    expect(processes.looks()).toBeGreaterThan(100);
  });

  it('are kept in a vault, with a passphrase that stands nowhere', async () => {
    const passphrase = secrets.plant('passphrase of the vault');
    expect((await cli(['credentials', 'store', '--to', 'passphrase'], `${passphrase}\n`)).code).toBe(0);
    await calls.client.call('credentials.delete-export', {});
    if (hasImages) expect((await ended(await calls.client.call('stack.down', {}))).error).toBeUndefined();
    await calls.client.call('credentials.lock', {});
    expect((await cli(['credentials', 'unlock'], `${secrets.plant('wrong passphrase')}\n`)).code).toBe(1);
    await expect(calls.client.call('credentials.reveal', { name: 'redis_password' })).rejects.toMatchObject({ code: 'credentials_locked' });
    const whileLocked = refuseLeaks(await findAll(), [...askedFor, ...kept(), ...(await ownToken())]);
    expect(whileLocked).toEqual([]);
    // After a wrong one the right one has to wait, too.
    await waitFor(async () => (await cli(['credentials', 'unlock'], `${passphrase}\n`)).code === 0, 500);
    expect((await cli(['credentials', 'show', 'redis_password'])).code).toBe(0);
  });

  it('stand nowhere either after the host was stopped and started again', async () => {
    await gantry.stop();
    gantry = await start();
    expect(refuseLeaks(await findAll(), [...askedFor, ...kept(), ...(await ownToken())])).toEqual([]);
  });

  it('would have been found: one is written into the log', async () => {
    const file = join(home, 'state', 'log', 'host.log');
    const before = await readFile(file, 'utf8');
    await appendFile(file, `{"msg":"asked with ${Buffer.from(`Basic ${gantry.token}`).toString('base64')}"}\n`);
    expect(refuseLeaks(await findAll(), [...askedFor, ...kept(), ...(await ownToken())])).toEqual([
      { place: file, secret: 'api-token', form: expect.stringContaining('base64') },
    ]);
    await writeFile(file, before);
  });

  const anyTask = async () => (await calls.client.call('tasks.list', {})).tasks[0]?.id ?? '';
  /** The token of the stack is made by the host, which checks it; containers read it from a file. */
  const ownToken = async (): Promise<AllowedPlace[]> => {
    const { store } = await calls.client.call('credentials.list', {});
    const own = secrets.names().filter((name) => name.startsWith('gantry_token'));
    return [store.place, store.handed_over].map((place) => ({ place, reason: 'token of the stack for its containers', secrets: own }));
  };
});

describe('the scan', () => {
  const nasty = `Planted-0123456789ab-"$x#%+&\\'/?= ü@:`;
  const scan = (content: string | Buffer): Leak[] => {
    const secrets: PlantedSecrets = createPlantedSecrets();
    secrets.remember('it', nasty);
    return secrets.findIn({ place: 'here', content });
  };
  const around = (text: string) => `before ${text} after`;

  it.each<[string, string]>([
    ['as it is', around(nasty)],
    ['in JSON', JSON.stringify({ a: nasty })],
    ['in JSON inside JSON', JSON.stringify(JSON.stringify({ a: nasty }))],
    ['in an address', `http://u:${encodeURIComponent(nasty)}@host/`],
    ['in a form', new URLSearchParams({ a: nasty }).toString()],
    ['in hex', around(Buffer.from(nasty).toString('hex'))],
    ['in upper case hex', around(Buffer.from(nasty).toString('hex').toUpperCase())],
    ...['', 'u', 'us', 'use'].map((user): [string, string] => [
      `in base64 after ${user.length}`,
      Buffer.from(`${user}${nasty}tail`).toString('base64'),
    ]),
    ...['', 'u', 'us'].map((user): [string, string] => [
      `in base64url after ${user.length}`,
      Buffer.from(`${user}${nasty}`).toString('base64url'),
    ]),
    ['quoted for a shell', `'${nasty.replaceAll("'", "'\\''")}'`],
  ])('finds a secret %s', (_, text) => {
    expect(scan(text)).toMatchObject([{ place: 'here', secret: 'it' }]);
    expect(scan(Buffer.from(text))).toHaveLength(1);
  });

  it('finds nothing in other texts, and says names, never values', () => {
    expect(scan(around(nasty.replace('0', '1')))).toEqual([]);
    expect(JSON.stringify(scan(nasty))).not.toContain('0123456789ab');
    expect(encodingsOf('short')).toEqual([]);
  });

  it('finds each of many, at the beginning and the end, and each once', () => {
    const secrets = createPlantedSecrets();
    const values = Array.from({ length: 200 }, (_, at) => secrets.plant(`secret ${at}`));
    const noise = Buffer.from(Array.from({ length: 50_000 }, (_, at) => (at * 7919) % 256));
    const content = Buffer.concat([Buffer.from(values.join('')), noise, ...values.map((value) => Buffer.from(value))]);
    expect(
      secrets
        .findIn({ place: 'here', content })
        .map(({ secret }) => secret)
        .sort(),
    ).toEqual(secrets.names().sort());
    expect(secrets.findIn({ place: 'here', content: noise })).toEqual([]);
    expect(secrets.findIn({ place: 'here', content: 'Pla' })).toEqual([]);
  });

  it('allows a place only for the secrets it names', () => {
    const leak = { place: '/h/config/api-token', secret: 'api-token', form: 'raw' };
    const allowed = [{ place: '/h/config/api-token', reason: '', secrets: ['api-token'] }];
    expect(refuseLeaks([leak, { ...leak, secret: 'other' }, { ...leak, place: '/h/state/log/host.log' }], allowed)).toHaveLength(2);
  });
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Compose's templates, not ours
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { configEntrySchema, stackVariables } from '#contract';
import { createLog } from '#platform/log';
import { projectRoot } from '#platform/paths';
import { composeLabels } from '../compose-labels.ts';
import { type ContainerInfo, createEngine } from '../engine/index.ts';
import { configHash } from '../plan/canonical-service.ts';
import { createVariablesDocument } from './create-variables-document.ts';
import { makeStackFiles } from './test-variables.ts';

const removes: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const remove of removes.splice(0)) await remove();
});

async function make(options: Parameters<typeof makeStackFiles>[0] = {}) {
  const { files, home, remove } = await makeStackFiles(options);
  removes.push(remove);
  const containers: Record<string, ContainerInfo> = {};
  // No engine is reached: what asks one is tested on a real one.
  const engine = createEngine({ log: createLog({ level: 'silent' }), engine: 'none', socket: '', env: {} });
  const document = createVariablesDocument({ files, engine, containers: () => containers });
  return { document, files, home, containers };
}

describe('check', () => {
  it.each([
    ['REDIS_MAXMEMRY=1mb', 'REDIS_MAXMEMRY', 1, /^is no variable of the compose files$/],
    ['# mine\n\nREDIS_MAXMEMORY=lots', 'REDIS_MAXMEMORY', 3, /^must be a size of Redis/],
    ['POSTGRES_LOG_LEVEL=loud', 'POSTGRES_LOG_LEVEL', 1, /^must be one of debug5, /],
    ['nonsense', null, 1, /^must be a line NAME=value/],
    ["REDIS_PORT='6380", 'REDIS_PORT', 1, /^has a quote that is not closed/],
    ['REDIS_PORT=6380\nREDIS_PORT=6381', 'REDIS_PORT', 1, /^is set again on line 2/],
    ['REDIS_PORT=5432', 'REDIS_PORT', 1, /port 5432\/tcp of this computer is published by/],
    ['GRAFANA_PORT=5432', 'GRAFANA_PORT', 1, /port 5432\/tcp of this computer is published by/],
    ['REDIS_MEMORY_SWAP=100m', 'REDIS_MEMORY_SWAP', 1, /memswap_limit: must be at least mem_limit/],
    ['\nPOSTGRES_MEMORY_RESERVATION=2g', 'POSTGRES_MEMORY_RESERVATION', 2, /must not be more than the memory limit/],
    ['REDIS_MAXMEMORY=1gb', 'REDIS_MAXMEMORY', 1, /^must be at most REDIS_MEMORY/],
    ['REDIS_MEMORY=100m\nREDIS_MEMORY_RESERVATION=16m', 'REDIS_MAXMEMORY', 1, /^must be at most REDIS_MEMORY/],
    ['GANTRY_PROJECT=Not Allowed', 'GANTRY_PROJECT', 1, /^must be lower-case/],
  ])('names key, line and rule of %j', async (text, key, ...rest) => {
    const [line, rule] = rest as [number, RegExp];
    const { document } = await make();
    const problems = await document.check(text);
    expect(problems[0]).toEqual({ key, line, rule: expect.stringMatching(rule) });
  });

  it('finds nothing in an empty file, in defaults written out, and in what only another environment uses', async () => {
    const { document } = await make({ environment: 'prod' });
    const entries = await document.entries('');
    const all = entries.filter(({ value }) => value !== null).map(({ key, value }) => [key, value] as const);
    for (const text of ['', document.change('', new Map(all)), 'QDRANT_GRPC_PORT=7000\nREDIS_PORT=\nGANTRY_PROJECT=mine\n'])
      expect(await document.check(text)).toEqual([]);
  });

  it('takes the variables of a compose file of one’s own, and says where that has a mistake', async () => {
    const { document, files } = await make({ compose: 'services:\n  one:\n    image: a:1\n    environment: { MINE: "${MINE:-x}" }\n' });
    expect(await document.check('MINE=y\nOTHER=1\n')).toEqual([{ key: 'OTHER', line: 2, rule: 'is no variable of the compose files' }]);
    await appendFile(files.files[0] as string, '    bild: .\n');
    expect(await document.check('MINE=y\n')).toEqual([{ key: null, line: null, rule: expect.stringMatching(/bild.*compose\.yaml:5/) }]);
  });

  it('never repeats a value and never throws', async () => {
    const { document } = await make();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(stackVariables)), fc.string({ minLength: 12 }), async (name, value) => {
        const planted = `planted-${value.replace(/[\r\n\0]/g, '')}`;
        const problems = await document.check(document.change('', new Map([[name, planted]])));
        expect(JSON.stringify(problems)).not.toContain('planted');
      }),
      { numRuns: 60 },
    );
  });
});

it('finds nothing in .env.example with every line put to use', async () => {
  const { document } = await make();
  const example = await readFile(join(projectRoot(), '.env.example'), 'utf8');
  const used = example.replace(/^#(?=[A-Z_]+=)/gm, '');
  expect(document.values(used).size).toBeGreaterThan(100);
  expect(await document.check(used)).toEqual([]);
});

describe('change', () => {
  it('writes what reads back and checks clean, whatever allowed values are set', async () => {
    const { document } = await make();
    const port = fc.integer({ min: 20_000, max: 30_000 });
    await fc.assert(
      fc.asyncProperty(
        port,
        fc.integer({ min: 4, max: 500 }),
        fc.constantFrom('debug1', 'warning'),
        async (redisPort, connections, level) => {
          const changes = new Map<string, unknown>([
            ['REDIS_PORT', redisPort],
            ['POSTGRES_MAX_CONNECTIONS', String(connections)],
            ['POSTGRES_LOG_LEVEL', level],
            ['OPEN_WEBUI_SIGNUP', false],
          ]);
          const text = document.change('# mine\nREDIS_MEMORY=300m # why\n', changes);
          expect(text).toMatch(/^# mine\nREDIS_MEMORY=300m # why\n/);
          expect([...document.values(text)].slice(1)).toEqual([...changes].map(([key, value]) => [key, String(value)]));
          expect(await document.check(text)).toEqual([]);
          expect(document.change(text, new Map([...changes.keys()].map((key) => [key, undefined])))).toBe(
            '# mine\nREDIS_MEMORY=300m # why\n',
          );
        },
      ),
      { numRuns: 20 },
    );
  });

  it('refuses what is no text', async () => {
    const { document } = await make();
    expect(() => document.change('', new Map([['REDIS_PORT', ['x']]]))).toThrowError(
      expect.objectContaining({ code: 'invalid_value', field: 'REDIS_PORT' }),
    );
  });
});

describe('entries', () => {
  it('explain each variable with every layer, file and line', async () => {
    const { document } = await make({ environment: 'prod' });
    const entries = await document.entries('\nREDIS_MAXMEMORY=300mb\nPOSTGRES_MEMORY=3g\nREDIS_LOG_LEVEL=\n');
    for (const entry of entries) configEntrySchema.parse(entry);
    const entry = (key: string) => entries.find((each) => each.key === key);
    expect(entry('REDIS_MAXMEMORY')).toMatchObject({
      group: 'redis',
      services: ['redis'],
      default: '128mb',
      value: '300mb',
      origin: { layer: 'user', place: 'stack.env:2' },
      layers: [
        { layer: 'default', place: expect.stringMatching(/^compose\.yaml:\d+$/), value: '128mb' },
        { layer: 'overlay', place: expect.stringMatching(/^compose\.prod\.yaml:\d+$/), value: '512mb' },
        { layer: 'user', place: 'stack.env:2', value: '300mb' },
      ],
      restarts: 'services',
      is_secret: false,
      schema: { type: 'string', pattern: expect.any(String) },
    });
    // Its default is another variable.
    expect(entry('POSTGRES_MEMORY_SWAP')).toMatchObject({ value: '3g', origin: { layer: 'overlay' } });
    // An empty one counts as not set.
    expect(entry('REDIS_LOG_LEVEL')).toMatchObject({ value: 'warning', origin: { layer: 'overlay' } });
    expect(entry('LLAMA_ALIAS')?.services).toEqual(['aider', 'autogpt', 'llama-cpp']);
    expect(entry('POSTGRES_LOG_LEVEL')?.schema).toMatchObject({ enum: expect.arrayContaining(['notice']) });
    expect(entry('QDRANT_GRPC_PORT')).toMatchObject({ services: [], value: null });
    expect(entries.map(({ key }) => key).filter((key) => /^(GANTRY_|HOME$|STACK_ENV$)/.test(key))).toEqual([]);
    expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
  });

  it('hide a value that looks like a secret, and are there while the compose file has a mistake', async () => {
    const { document, files } = await make({
      compose: 'services:\n  one:\n    image: a:1\n    environment: { X: "${DB_PASSWORD:-planted}" }\n',
    });
    expect(document.isSecret('DB_PASSWORD')).toBe(true);
    expect(JSON.stringify(await document.entries('DB_PASSWORD=planted2\n'))).not.toContain('planted');
    await writeFile(files.files[0] as string, 'services: [');
    expect((await document.entries('REDIS_PORT=1\n')).find(({ key }) => key === 'REDIS_PORT')?.value).toBe('1');
  });
});

describe('effect', () => {
  async function withRunning() {
    const made = await make();
    const compose = await made.files.load();
    for (const name of ['redis', 'nginx']) {
      const service = compose.services[name];
      if (service === undefined) throw new Error(name);
      const labels = { [composeLabels.configHash]: configHash(service) };
      made.containers[name] = { status: 'running', labels, limits: service.limits } as unknown as ContainerInfo;
    }
    return made;
  }

  it.each([
    ['a value of the environment', { REDIS_LOG_LEVEL: 'debug' }, ['redis'], []],
    ['a limit', { REDIS_MEMORY: '300m' }, ['redis'], []],
    ['a reservation', { REDIS_MEMORY_RESERVATION: '20m' }, ['redis'], []],
    ['a port', { NGINX_PORT: '9999' }, ['nginx'], []],
    ['what does not run', { POSTGRES_WORK_MEM: '9MB' }, [], ['POSTGRES_WORK_MEM']],
    ['the same value written otherwise', { REDIS_MEMORY: '268435456' }, [], ['REDIS_MEMORY']],
    ['what every service has', { LOG_MAX_FILES: '4' }, ['nginx', 'redis'], []],
  ])('names who starts again for %s', async (_, changes, ...[services, atOnce]) => {
    const { document } = await withRunning();
    const text = document.change('', new Map(Object.entries(changes)));
    expect(await document.effect(Object.keys(changes), text)).toEqual({ at_once: atOnce, host: [], services });
  });

  it('asks nothing of a container that is already what the text says', async () => {
    const { document, files } = await withRunning();
    await writeFile(files.envFile, 'REDIS_LOG_LEVEL=debug\n');
    expect(await document.effect(['REDIS_LOG_LEVEL'], '')).toEqual({ at_once: ['REDIS_LOG_LEVEL'], host: [], services: [] });
  });
});

it('has a JSON Schema that knows every variable and refuses others', async () => {
  const { document } = await make();
  const schema = document.schema() as { properties: Record<string, { pattern?: string; enum?: string[] }>; additionalProperties: boolean };
  expect(Object.keys(schema.properties)).toEqual(expect.arrayContaining(Object.keys(stackVariables)));
  expect(schema.additionalProperties).toBe(false);
  expect(new RegExp(schema.properties.REDIS_MAXMEMORY?.pattern ?? '(?!)').test('128mb')).toBe(true);
});

it('tells a dry run of a text the compose files do not take, and skips what does not run', async () => {
  const { document } = await make();
  const { signal } = new AbortController();
  expect(await document.dryRun('REDIS_MEMORY_SWAP=1m\n', ['REDIS_MEMORY_SWAP'], signal)).toEqual([
    { service: null, command: expect.stringContaining('compose config'), state: 'failed', output: expect.stringMatching(/memswap_limit/) },
  ]);
  const runs = await document.dryRun('REDIS_LOG_LEVEL=debug\nQDRANT_LOG_LEVEL=INFO\n', ['REDIS_LOG_LEVEL', 'QDRANT_LOG_LEVEL'], signal);
  expect(runs.map(({ service, state, output }) => [service, state, output])).toEqual([
    [null, 'passed', expect.any(String)],
    ['qdrant', 'skipped', expect.stringMatching(/no way to try/)],
    ['redis', 'skipped', expect.stringMatching(/does not run/)],
  ]);
});

it('says of every service that it was not asked while there is no engine', async () => {
  const { document } = await make();
  const { drift, checked } = await document.drift(new AbortController().signal);
  expect(drift).toEqual([]);
  expect(checked.length).toBeGreaterThan(10);
  expect(checked.every(({ values, reason }) => values === 0 && reason !== null)).toBe(true);
});

describe("a compose file of a person's own", () => {
  const compose =
    'services:\n  web:\n    image: example.org/web:1\n    environment:\n      SITE: ${SITE_NAME:?must name the site}\n      MODE: ${SITE_MODE:-quiet}\n      # ${NOT_MEANT:?in a comment}\n      PRICE: $${ALSO_NOT:?escaped}\n';

  it('brings its own variables, and none of Gantry’s', async () => {
    const { document } = await make({ compose });
    const entries = await document.entries('');
    expect(entries.map(({ key, value, services }) => ({ key, value, services }))).toEqual([
      { key: 'SITE_MODE', value: 'quiet', services: ['web'] },
      { key: 'SITE_NAME', value: null, services: ['web'] },
    ]);
  });

  it('names what it requires and is not set, says how to set it, and takes it when it is', async () => {
    const { document, files } = await make({ compose });
    expect(await document.check('SITE_MODE=loud\n')).toEqual([
      { key: 'SITE_NAME', line: null, rule: 'is required by the compose file and is not set' },
    ]);
    expect(await document.check('SITE_NAME=harbour\n')).toEqual([]);
    await expect(files.load()).rejects.toMatchObject({ fix: 'Set it with: npm run gantry -- config set SITE_NAME=<value>' });
  });
});

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ownVariables, stackVariables } from './variables.ts';

const takes = (name: string, text: string) => stackVariables[name]?.schema.safeParse(text).success;

it.each([
  ['POSTGRES_SHARED_BUFFERS', ['128MB', '16384', '128kB', '1GB'], ['128mb', '64kB', '1.5GB', '0', '-1', '', '128 MB', '99999999999GB']],
  ['POSTGRES_WORK_MEM', ['64kB', '8192', '4MB'], ['63kB', '8M', '2147483648kB']],
  ['POSTGRES_MAX_CONNECTIONS', ['4', '262143'], ['3', '262144', '010', '1e2', '50.5']],
  ['POSTGRES_LOG_SLOW_MS', ['-1', '0', '2147483647'], ['-2', '1s', '2147483648']],
  ['POSTGRES_LOG_LEVEL', ['debug5', 'warning'], ['warn', 'WARNING', 'verbose']],
  ['POSTGRES_USER', ['gantry', 'a-b'], ['pg_admin', '1a', 'a"b', 'x'.repeat(64)]],
  ['REDIS_MAXMEMORY', ['128mb', '1GB', '2000000', '512m'], ['0', '128MiB', '1tb', '500kb']],
  ['REDIS_LOG_LEVEL', ['notice', 'nothing'], ['warn', 'info']],
  ['REDIS_APPENDFSYNC', ['always', 'everysec', 'no'], ['yes', 'false']],
  ['QDRANT_LOG_LEVEL', ['WARN', 'OFF'], ['warning', 'WARNING']],
  ['LLAMA_CACHE_TYPE_K', ['q8_0', 'iq4_nl'], ['q6_K', 'fp16']],
  ['LLAMA_MODEL', ['model.gguf', 'sub/model.gguf'], ['model.bin', '/model.gguf', '../model.gguf', 'a/../b.gguf']],
  ['LLAMA_MODELS', ['/models', '~/models', './models'], ['models', '/a:b', '']],
  ['OPEN_WEBUI_SIGNUP', ['true', 'false'], ['yes', 'True', '1']],
  ['PROMETHEUS_RETENTION', ['15d', '1w2d', '2h', '90d'], ['1h', '15', '2d1w', '15 d', '']],
  ['PROMETHEUS_RETENTION_SIZE', ['2GB', '512MB', '1GiB', '0B'], ['2g', '2', '2gb']],
  ['NGINX_BODY_MAX', ['0', '64m', '1G'], ['64mb', '1t', '-1']],
  ['NGINX_RATE', ['1', '20'], ['0', '1.5', '20r/s']],
  ['NGINX_CONNECTIONS', ['65535'], ['0', '65536']],
  ['JAEGER_SAMPLING', ['0', '1', '1.0', '0.05'], ['1.1', '-0.1', '5%', '.5']],
  ['LOG_MAX_SIZE', ['10m', '1k', '2000'], ['10mb', '999', '-1']],
  ['RESTART_POLICY', ['no', 'on-failure:3'], ['on-failure:0', 'yes', 'No']],
  ['REDIS_MEMORY', ['6m', '1.5g', '256mb', '268435456'], ['5m', '1x', '-1', '0']],
  ['REDIS_MEMORY_SWAP', ['-1', '256m'], ['-2', '0']],
  ['REDIS_CPUS', ['0.5', '2', '0.01'], ['0', '0.001', '-1', '1,5']],
  ['REDIS_PIDS', ['-1', '64'], ['4194305', '-2', '0']],
  ['REDIS_PORT', ['1', '65535'], ['0', '65536', '06379']],
  [
    'REDIS_IMAGE',
    ['redis:8.2.2', `registry.example:5000/a/b@sha256:${'a'.repeat(64)}`, 'gantry-test/redis:8'],
    ['redis:', ':8', 'a b', 'x@sha256:1'],
  ],
])('%s takes what its program takes and nothing else', (name, good, bad) => {
  expect(good.filter((text) => !takes(name, text))).toEqual([]);
  expect(bad.filter((text) => takes(name, text))).toEqual([]);
});

it.each([
  ['POSTGRES_SHARED_BUFFERS', '16384', '128MB'],
  ['POSTGRES_WORK_MEM', '8192', '8MB'],
  ['REDIS_MAXMEMORY', '134217728', '128mb'],
  ['REDIS_MEMORY', '0.25g', '256m'],
  ['PROMETHEUS_RETENTION', '2w1d', '15d'],
  ['PROMETHEUS_RETENTION_SIZE', '2GiB', '2GB'],
  ['NGINX_BODY_MAX', '65536k', '64m'],
])('%s means the same as %s and %s', (name, one, other) => {
  const amount = (text: string) => stackVariables[name]?.amount?.(text);
  expect(amount(one)).toBe(amount(other));
  expect(amount(one)).toBeGreaterThan(0);
});

it('has a rule that begins with "must be", never repeats the value, and an example that is allowed', () => {
  for (const [name, { schema, example, description }] of Object.entries({ ...stackVariables, ...ownVariables })) {
    expect(description, name).toMatch(/^[A-Z].*\.$/s);
    if (example !== undefined) expect(schema.safeParse(example).success, name).toBe(true);
    const [issue] = schema.safeParse('\u0001 planted-value').error?.issues ?? [];
    expect(issue?.message, name).toMatch(/^must be /);
    expect(issue?.message, name).not.toContain('planted');
  }
});

it('never throws, whatever the text', () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.keys(stackVariables)), fc.string(), (name, text) => {
      const { schema, amount } = stackVariables[name] ?? {};
      const isFine = schema?.safeParse(text).success;
      if (isFine && amount !== undefined) expect(Number.isFinite(amount(text))).toBe(true);
    }),
  );
});

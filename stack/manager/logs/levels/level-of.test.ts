import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLevelReader, levelOf, parsersOf } from './level-of.ts';

const lines: [image: string, level: string | null, line: string][] = [
  ['pgvector/pgvector:0.8.1-pg17', 'info', '2026-11-23 15:58:57.123 UTC [1] LOG:  database system is ready to accept connections'],
  ['postgres:17', 'fatal', '2026-11-23 15:58:57.123 UTC [62] FATAL:  password authentication failed for user "gantry"'],
  ['postgres:17', 'error', '2026-11-23 15:58:57.123 UTC [62] gantry@gantry ERROR:  relation "x" does not exist at character 15'],
  ['postgres:17', 'warning', 'WARNING:  there is no transaction in progress'],
  ['postgres:17', 'fatal', '2026-11-23 15:58:57 UTC [1] PANIC:  could not locate a valid checkpoint record'],
  ['postgres:17', 'info', "2026-11-23 15:58:57 UTC [9] LOG:  statement: select 'ERROR:  x'"],
  ['postgres:17', 'debug', '2026-11-23 15:58:57 UTC [9] DEBUG2:  forked new backend'],
  ['postgres:17', 'error', 'initdb: error: could not access directory "/var/lib/postgresql/data": Permission denied'],
  ['postgres:17', null, 'PostgreSQL init process complete; ready for start up.'],
  ['postgres:17', null, 'fixing permissions on existing directory /var/lib/postgresql/data ... ok'],
  ['redis:8', 'info', '1:M 01 Jan 2026 00:00:00.000 * Ready to accept connections tcp'],
  ['valkey/valkey:8', 'warning', '1:M 01 Jan 2026 00:00:00.000 # WARNING Memory overcommit must be enabled! Without it, a save may fail'],
  ['redis:8', 'error', "1:M 01 Jan 2026 00:00:00.000 # Can't open or create append-only dir appendonlydir: Permission denied"],
  ['redis:8', 'fatal', "1:C 01 Jan 2026 00:00:00.000 # Fatal error, can't open config file '/x.conf': No such file or directory"],
  ['redis:8', 'debug', '1:M 01 Jan 2026 00:00:00.000 - Accepted 127.0.0.1:40000'],
  ['redis:8', 'debug', '1:M 01 Jan 2026 00:00:00.000 . 1 clients connected (0 replicas), 1000000 bytes in use'],
  ['redis:8', 'fatal', '*** FATAL CONFIG FILE ERROR (Redis 8.0.0) ***'],
  ['redis:8', null, "           .-`` .-```.  ```\\/    _.,_ ''-._".trim()],
  ['nginx:1.29', 'error', '2026/01/01 00:00:00 [error] 29#29: *1 connect() failed (111: Connection refused) while connecting to upstream'],
  ['nginx:1.29', 'info', '2026/01/01 00:00:00 [notice] 1#1: start worker processes'],
  ['nginx:1.29', 'fatal', 'nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)'],
  ['nginx:1.29', 'error', '2026/01/01 00:00:00 [crit] 29#29: *4 open() "/x" failed (13: Permission denied)'],
  ['nginx:1.29', 'info', '172.18.0.1 - - [01/Jan/2026:00:00:00 +0000] "GET /error HTTP/1.1" 200 612 "-" "curl/8.1"'],
  ['nginx:1.29', 'warning', '172.18.0.1 - - [01/Jan/2026:00:00:00 +0000] "GET /favicon.ico HTTP/1.1" 404 153 "-" "curl/8.1"'],
  ['nginx:1.29', 'error', '172.18.0.1 - alice [01/Jan/2026:00:00:00 +0000] "POST / HTTP/2.0" 502 157 "-" "curl/8.1"'],
  ['nginx:1.29', null, '/docker-entrypoint.sh: Configuration complete; ready for start up'],
  ['ghcr.io/ggml-org/llama.cpp:server-b6000', 'error', 'llama_model_load: error loading model: failed to open /models/m.gguf'],
  ['ghcr.io/ggml-org/llama.cpp:server-b6000', 'info', '0.00.123.456 I srv    load_model: loading model'],
  ['ghcr.io/ggml-org/llama.cpp:server-b6000', 'error', '0.00.123.456 E srv    load_model: failed to load model'],
  ['llama.cpp:server', 'error', 'srv  log_server_r: request: POST /completion 127.0.0.1 500'],
  ['llama.cpp:server', 'info', 'srv  log_server_r: request: GET /health 127.0.0.1 200'],
  ['llama.cpp:server', 'warning', 'common_init_from_params: warning: vocab does not have a SEP token'],
  ['llama.cpp:server', null, 'common_init_from_params: warming up the model with an empty run - please wait'],
  ['prom/prometheus:v3', 'error', 'time=2026-01-01T00:00:00.000Z level=ERROR source=main.go:1 msg="Error loading config"'],
  ['prom/prometheus:v2', 'info', 'ts=2026-01-01T00:00:00.000Z caller=main.go:1 level=info msg="no errors, level=error unused"'],
  ['grafana/grafana:12', 'warning', 'logger=settings t=2026-01-01T00:00:00Z level=warn msg="deprecated"'],
  ['grafana/grafana:12', 'error', 'logger=migrator t=2026-01-01T00:00:00Z lvl=eror msg="x"'],
  ['qdrant/qdrant:v1.15', 'info', '2026-01-01T00:00:00.000000Z  INFO qdrant::actix: Qdrant HTTP listening on 6333'],
  ['qdrant/qdrant:v1.15', 'warning', '[2026-01-01T00:00:00.000Z WARN  qdrant] There is a potential issue with the filesystem'],
  ['qdrant/qdrant:v1.15', 'fatal', "thread 'main' panicked at src/main.rs:10:5:"],
  ['jaegertracing/jaeger:2', 'error', '{"level":"error","ts":1767225600,"msg":"x"}'],
  ['anything', 'warning', '{"time":1767225600,"level":40,"msg":"x"}'],
  ['anything', 'fatal', '{"severity":"CRITICAL","message":"x"}'],
  ['anything', null, '{"errors":0,"done":true}'],
  ['open-webui', 'info', 'INFO:     Uvicorn running on http://0.0.0.0:8080'],
  ['open-webui', 'error', '2026-01-01 00:00:00.123 | ERROR    | open_webui.main:x:1 - boom'],
  ['mindsdb', 'warning', '2026-01-01 00:00:00,123 - mindsdb.api - WARNING - slow'],
  ['anything', 'error', 'ModuleNotFoundError: No module named "x"'],
  ['anything', 'error', 'Error: listen EADDRINUSE: address already in use :::3000'],
  ['anything', 'error', 'sh: /missing: Permission denied'],
  ['anything', 'error', 'Failed to connect to database'],
  ['anything', 'fatal', 'panic: runtime error: index out of range [5] with length 3'],
  ['anything', null, 'Finished with 0 errors and 0 warnings'],
  ['anything', null, 'errors: 0, failed: 0'],
  ['anything', null, 'No error found'],
  ['anything', null, 'compiled successfully, error=<nil>'],
  ['anything', null, 'loading error_handlers.py and error.html'],
  ['anything', null, 'log level: error'],
  ['anything', null, 'non-fatal condition handled'],
  ['anything', null, 'The information desk is open; all warnings were read'],
  ['anything', null, ''],
];

it.each(lines)('%s: %s of %s', (image, level, line) => {
  expect(levelOf(image, line)).toBe(level);
});

it('gives what belongs to a message its level', () => {
  const read = createLevelReader('postgres:17');
  const prefix = '2026-11-23 15:58:57.123 UTC [62] ';
  expect(
    [
      `${prefix}CONTEXT:  of a line that was not read`,
      `${prefix}ERROR:  duplicate key`,
      `${prefix}DETAIL:  Key (id)=(1) already exists.`,
      `${prefix}STATEMENT:  insert into t`,
      '\tvalues (1)',
      `${prefix}LOG:  checkpoint starting`,
      `${prefix}HINT:  none`,
    ].map(read),
  ).toEqual([null, 'error', 'error', 'error', 'error', 'info', 'info']);
  const trace = createLevelReader('app');
  expect(['TypeError: x is undefined', '    at main (x.js:1)', 'next', '  at y'].map(trace)).toEqual(['error', 'error', null, null]);
});

const images = ['postgres', 'redis', 'nginx', 'llama.cpp', 'qdrant', 'other'];

it('never throws, whatever a container writes', () => {
  fc.assert(
    fc.property(fc.constantFrom(...images), fc.string({ unit: 'binary', maxLength: 400 }), (image, line) => {
      expect([null, 'debug', 'info', 'warning', 'error', 'fatal']).toContain(levelOf(image, line));
    }),
  );
});

it('takes time linear in the line, also for lines written to be slow', () => {
  const seeds = [
    ' ',
    '"',
    '[',
    '{',
    '"a":',
    '0 ',
    'error ',
    'no a ',
    '\t',
    '1.',
    ': ',
    'level=',
    '2026-01-01 00:00:00',
    'x - [',
    'A',
    'errors: ',
    '{"a":[',
  ];
  for (const image of images) {
    const parsers = parsersOf(image);
    for (const seed of seeds) {
      const hostile = `1.1.1.1 - ${seed.repeat(Math.ceil(16_384 / seed.length))}}`;
      const from = performance.now();
      for (let run = 0; run < 5; run += 1)
        for (const parser of parsers) for (const line of [hostile, hostile.slice(10), `{${hostile}`]) parser(line);
      // 16 KiB at even 1 MB/s is 16 ms; quadratic work would be seconds.
      expect(performance.now() - from, `${image} ${JSON.stringify(seed)}`).toBeLessThan(400);
    }
  }
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Compose's templates, not ours
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ComposeService } from './compose-model.ts';
import { readWeb } from './test-compose.ts';

type Case = [string, Partial<ComposeService>];

const place = (line: number) => ({ file: 'compose.yaml', line });
const port = (hostAddress: string, hostPort: number, containerPort: number) => ({
  hostAddress,
  hostPort,
  containerPort,
  protocol: 'tcp' as const,
});

describe('keys of a service', () => {
  it('fills in what Compose fills in', () => {
    expect(readWeb('init: false')).toEqual({
      name: 'web',
      place: place(3),
      image: 'nginx:1.29.1',
      profiles: [],
      entrypoint: undefined,
      command: undefined,
      environment: {},
      labels: {},
      user: undefined,
      workingDir: undefined,
      hostname: undefined,
      containerName: undefined,
      ports: [],
      exposed: [],
      mounts: [],
      secrets: [],
      networks: [{ name: 'default', aliases: [] }],
      extraHosts: [],
      dependsOn: [],
      healthcheck: undefined,
      restart: 'no',
      stopGraceMs: 10_000,
      stopSignal: undefined,
      init: false,
      isReadOnly: false,
      capAdd: [],
      capDrop: [],
      securityOpt: [],
      limits: {
        cpus: undefined,
        memoryBytes: undefined,
        memorySwapBytes: undefined,
        memoryReservationBytes: undefined,
        pids: undefined,
        knobs: {},
      },
      shmBytes: undefined,
      ulimits: {},
      sysctls: {},
      groupAdd: [],
      logging: undefined,
      pullPolicy: 'missing',
      variables: [],
    });
  });

  it.each<Case>([
    ['profiles: [core, ui]', { profiles: ['core', 'ui'] }],
    ['command: [a, "", "b c"]', { command: ['a', '', 'b c'] }],
    [`command: 'echo a\\nb "c ''d''" e\\"f \\$$X'`, { command: ['echo', 'anb', "c 'd'", 'e"f', '$X'] }],
    ['command: []', { command: [] }],
    ['command: ""', { command: [] }],
    ['command:', { command: undefined }],
    ['command: >-\n  sh -c\n  "exec x"', { command: ['sh', '-c', 'exec x'] }],
    ['entrypoint: /run.sh -v', { entrypoint: ['/run.sh', '-v'] }],
    ['entrypoint: ["/run.sh"]', { entrypoint: ['/run.sh'] }],
    [
      'environment: { B: text, A: 1, C: true, D: 0.5, E: "010", F: "" }',
      { environment: { A: '1', B: 'text', C: 'true', D: '0.5', E: '010', F: '' } },
    ],
    ['environment: [B=2, A=x=y, "C="]', { environment: { A: 'x=y', B: '2', C: '' } }],
    ['labels: { a.b: c, empty: }', { labels: { 'a.b': 'c', empty: '' } }],
    ['labels: [a=b, c]', { labels: { a: 'b', c: '' } }],
    ['user: "1000:1000"', { user: '1000:1000' }],
    ['working_dir: /srv', { workingDir: '/srv' }],
    ['hostname: db-1', { hostname: 'db-1' }],
    ['container_name: my_web', { containerName: 'my_web' }],
    ['expose: [80, "81/tcp", 80]', { exposed: [80, 81] }],
    ['read_only: true\ninit: "true"', { isReadOnly: true, init: true }],
    ['restart: no', { restart: 'no' }],
    ['restart: on-failure:3', { restart: 'on-failure:3' }],
    ['stop_grace_period: 1m30s\nstop_signal: SIGINT', { stopGraceMs: 90_000, stopSignal: 'SIGINT' }],
    ['cap_drop: [ALL]\ncap_add: [CHOWN, SETUID, CHOWN]', { capDrop: ['ALL'], capAdd: ['CHOWN', 'SETUID'] }],
    ['security_opt: ["no-new-privileges:true"]', { securityOpt: ['no-new-privileges:true'] }],
    ['shm_size: 64mb', { shmBytes: 67_108_864 }],
    [
      'ulimits: { nproc: 100, nofile: { soft: 10, hard: 20 } }',
      { ulimits: { nofile: { soft: 10, hard: 20 }, nproc: { soft: 100, hard: 100 } } },
    ],
    ['sysctls: { net.core.somaxconn: 1024 }', { sysctls: { 'net.core.somaxconn': '1024' } }],
    ['sysctls: [net.core.somaxconn=1024]', { sysctls: { 'net.core.somaxconn': '1024' } }],
    ['group_add: [999, docker]', { groupAdd: ['999', 'docker'] }],
    [
      'logging: { driver: json-file, options: { max-size: 10m, max-file: "3" } }',
      { logging: { driver: 'json-file', options: { 'max-file': '3', 'max-size': '10m' } } },
    ],
    ['logging: { options: { max-file: 3 } }', { logging: { driver: '', options: { 'max-file': '3' } } }],
    ['pull_policy: if_not_present', { pullPolicy: 'missing' }],
    [
      'networks: [front, back]',
      {
        networks: [
          { name: 'front', aliases: [] },
          { name: 'back', aliases: [] },
        ],
      },
    ],
    [
      'networks: { front: { aliases: [a, b] }, default: }',
      {
        networks: [
          { name: 'front', aliases: ['a', 'b'] },
          { name: 'default', aliases: [] },
        ],
      },
    ],
    [
      'extra_hosts: ["a:host-gateway", b=1.2.3.4, "c:::1", "d=[::1]"]',
      {
        extraHosts: [
          { host: 'a', address: 'host-gateway' },
          { host: 'b', address: '1.2.3.4' },
          { host: 'c', address: '::1' },
          { host: 'd', address: '::1' },
        ],
      },
    ],
    ['extra_hosts: { a: 1.2.3.4 }', { extraHosts: [{ host: 'a', address: '1.2.3.4' }] }],
    ['depends_on: [db]', { dependsOn: [{ service: 'db', condition: 'service_started', restart: false, required: true }] }],
    [
      'depends_on: { db: { condition: service_healthy, restart: true, required: false } }',
      { dependsOn: [{ service: 'db', condition: 'service_healthy', restart: true, required: false }] },
    ],
    [
      'depends_on: { db: { condition: service_completed_successfully } }',
      { dependsOn: [{ service: 'db', condition: 'service_completed_successfully', restart: false, required: true }] },
    ],
    ['x-note: { anything: [1] }', {}],
  ])('%s', (lines, expected) => {
    expect(readWeb(lines)).toMatchObject(expected);
  });

  it.each<[string, object[]]>([
    ['["80"]', [port('0.0.0.0', 0, 80)]],
    ['[80]', [port('0.0.0.0', 0, 80)]],
    ['["8080:80"]', [port('0.0.0.0', 8080, 80)]],
    ['["127.0.0.1:8080:80"]', [port('127.0.0.1', 8080, 80)]],
    ['["127.0.0.1::80"]', [port('127.0.0.1', 0, 80)]],
    ['["[::1]:8080:80"]', [port('::1', 8080, 80)]],
    ['["53:53/udp", "53:53/tcp"]', [{ ...port('0.0.0.0', 53, 53), protocol: 'udp' }, port('0.0.0.0', 53, 53)]],
    ['[{ target: 80 }]', [port('0.0.0.0', 0, 80)]],
    [
      '[{ target: 80, published: "8080", host_ip: 127.0.0.1, protocol: udp, mode: ingress, name: a, app_protocol: http }]',
      [{ ...port('127.0.0.1', 8080, 80), protocol: 'udp' }],
    ],
    ['[{ target: 80, published: 8080 }]', [port('0.0.0.0', 8080, 80)]],
  ])('ports: %s', (lines, expected) => {
    expect(readWeb(`ports: ${lines}`).ports).toEqual(expected.map((each) => ({ ...each, place: place(5) })));
  });

  const mount = (kind: string, source: string, target: string) => ({ kind, source, target, isReadOnly: false, options: '' });
  it.each<[string, object[]]>([
    ['volumes: [/a]', [mount('volume', '', '/a')]],
    ['volumes: ["data:/a"]', [mount('volume', 'data', '/a')]],
    ['volumes: ["data:/a/:ro"]', [{ ...mount('volume', 'data', '/a'), isReadOnly: true }]],
    [
      'volumes: ["./x:/a", "../y:/b:z", "/z:/c:ro,Z", "~/h:/d", ".:/e"]',
      [
        mount('bind', '/project/x', '/a'),
        { ...mount('bind', '/y', '/b'), options: 'z' },
        { ...mount('bind', '/z', '/c'), isReadOnly: true, options: 'Z' },
        mount('bind', join(homedir(), 'h'), '/d'),
        mount('bind', '/project', '/e'),
      ],
    ],
    [
      'volumes: [{ type: bind, source: ./x, target: /a, read_only: true, bind: { selinux: z, create_host_path: false } }]',
      [{ ...mount('bind', '/project/x', '/a'), isReadOnly: true, options: 'z' }],
    ],
    [
      'volumes: [{ type: volume, source: data, target: /a }, { type: volume, target: /b }]',
      [mount('volume', 'data', '/a'), mount('volume', '', '/b')],
    ],
    [
      'volumes: [{ type: tmpfs, target: /a, tmpfs: { size: 64m, mode: 0o1777 } }]',
      [{ ...mount('tmpfs', '', '/a'), options: 'size=67108864,mode=1777' }],
    ],
    ['tmpfs: /a', [mount('tmpfs', '', '/a')]],
    [
      'tmpfs: ["/a:size=64m,ro", /b]',
      [{ ...mount('tmpfs', '', '/a'), isReadOnly: true, options: 'size=64m,ro' }, mount('tmpfs', '', '/b')],
    ],
  ])('%s', (lines, expected) => {
    expect(readWeb(lines).mounts).toEqual(expected);
  });

  it.each<[string, object[]]>([
    ['[password]', [{ source: 'password', target: '/run/secrets/password' }]],
    ['[{ source: password }]', [{ source: 'password', target: '/run/secrets/password' }]],
    ['[{ source: password, target: key }]', [{ source: 'password', target: '/run/secrets/key' }]],
    ['[{ source: password, target: /etc/key }]', [{ source: 'password', target: '/etc/key' }]],
  ])('secrets: %s', (lines, expected) => {
    expect(readWeb(`secrets: ${lines}`).secrets).toEqual(expected);
  });

  const seconds = { intervalMs: 30_000, timeoutMs: 30_000, retries: 3, startPeriodMs: 0, startIntervalMs: undefined };
  it.each<[string, object | undefined]>([
    ['{ test: pg_isready }', { ...seconds, test: ['CMD-SHELL', 'pg_isready'] }],
    ['{ test: [CMD, a, ""] }', { ...seconds, test: ['CMD', 'a', ''] }],
    [
      '{ test: [CMD-SHELL, a | b], interval: 10s, timeout: 500ms, retries: 5, start_period: 1m30s, start_interval: 1s }',
      { test: ['CMD-SHELL', 'a | b'], intervalMs: 10_000, timeoutMs: 500, retries: 5, startPeriodMs: 90_000, startIntervalMs: 1000 },
    ],
    ['{ test: [NONE] }', undefined],
    ['{ disable: true }', undefined],
    ['{ disable: false, test: a }', { ...seconds, test: ['CMD-SHELL', 'a'] }],
  ])('healthcheck: %s', (lines, expected) => {
    expect(readWeb(`healthcheck: ${lines}`).healthcheck).toEqual(expected);
  });

  it.each<[string, object]>([
    [
      'cpus: 1.5\nmem_limit: 1g\nmemswap_limit: 2g\nmem_reservation: 512m\npids_limit: 100',
      { cpus: 1.5, memoryBytes: 2 ** 30, memorySwapBytes: 2 ** 31, memoryReservationBytes: 2 ** 29, pids: 100 },
    ],
    ['cpus: "0.5"\nmemswap_limit: -1\npids_limit: -1', { cpus: 0.5, memorySwapBytes: -1, pids: -1 }],
    [
      'deploy: { resources: { limits: { cpus: "0.5", memory: 1g, pids: 7 }, reservations: { memory: 1m } } }',
      { cpus: 0.5, memoryBytes: 2 ** 30, memoryReservationBytes: 2 ** 20, pids: 7 },
    ],
    ['mem_limit: 1g\ndeploy: { resources: { limits: { memory: 1024m } } }', { memoryBytes: 2 ** 30 }],
  ])('limits: %s', (lines, expected) => {
    expect(readWeb(lines).limits).toMatchObject(expected);
  });

  it('keeps the one variable a port or a limit is made of', () => {
    const web = readWeb(
      [
        'ports: ["127.0.0.1:${WEB_PORT:-8080}:80", "${BOTH:-127.0.0.1:81}:81", "8${TAIL:-2}:82", { target: 83, published: "${LONG?needed}" }]',
        'cpus: ${CPUS:-1.5}',
        'mem_limit: ${MEMORY:-${OTHER:-1g}}',
        'memswap_limit: ${SWAP-2g}',
        'pids_limit: ${PIDS:-1}0',
        'deploy: { resources: { limits: { cpus: "${CPUS:-1.5}" } } }',
      ].join('\n'),
      { LONG: '8083', MEMORY: '512m' },
    );
    expect(web.ports.map(({ hostPort, knob }) => [hostPort, knob])).toEqual([
      [8080, { variable: 'WEB_PORT', fallback: '8080' }],
      [81, undefined],
      [82, undefined],
      [8083, { variable: 'LONG', fallback: undefined }],
    ]);
    expect(web.limits).toEqual({
      cpus: 1.5,
      memoryBytes: 2 ** 29,
      memorySwapBytes: 2 ** 31,
      memoryReservationBytes: undefined,
      pids: 10,
      knobs: {
        cpus: { variable: 'CPUS', fallback: '1.5' },
        memoryBytes: { variable: 'MEMORY', fallback: '1g' },
        memorySwapBytes: { variable: 'SWAP', fallback: '2g' },
      },
    });
    expect(web.variables).toEqual(['BOTH', 'CPUS', 'LONG', 'MEMORY', 'OTHER', 'PIDS', 'SWAP', 'TAIL', 'WEB_PORT']);
  });
});

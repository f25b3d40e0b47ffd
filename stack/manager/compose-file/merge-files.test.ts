import { describe, expect, it } from 'vitest';
import { errorOf, parseTexts } from './test-compose.ts';

const base = `name: test
services:
  web:
    image: nginx:1
    command: [a, b]
    entrypoint: /one
    environment: { A: "1", B: "2" }
    labels: [a=1, b=2]
    ports: ["127.0.0.1:80:80", "127.0.0.1:81:81"]
    expose: [90]
    volumes: ["./a:/a", "data:/d"]
    tmpfs: /t
    secrets: [one, { source: two, target: x }]
    networks: [front]
    depends_on: { db: { condition: service_healthy, restart: true } }
    healthcheck: { test: [CMD, one], interval: 5s, retries: 7 }
    cap_add: [CHOWN]
    security_opt: ["no-new-privileges:true"]
    logging: { driver: json-file, options: { max-size: 10m, max-file: "3" } }
    ulimits: { nofile: 10, nproc: { soft: 1, hard: 2 } }
    sysctls: [net.core.somaxconn=1]
    extra_hosts: ["a:1.2.3.4"]
    profiles: [core]
    mem_limit: 1g
    restart: always
    group_add: [a]
  log:
    image: x
    logging: { driver: json-file, options: { max-size: 10m } }
    depends_on: [db]
  db:
    image: postgres:17
    healthcheck: { test: "true" }
networks: { front: { labels: [a=1] }, back: {} }
volumes: { data: { labels: { a: "1" } } }
secrets: { one: { file: ./one }, two: { file: ./two }, three: { file: ./three } }
`;

const overlay = `services:
  web:
    image: nginx:2
    command: c
    entrypoint: ["/two", "x"]
    environment: [B=3, C=4]
    labels: { b: "3", c: "4" }
    ports: ["127.0.0.1:80:80", "82:82"]
    expose: ["90", 91]
    volumes: ["./b:/a:ro", "more:/m"]
    tmpfs: [/u]
    secrets: [{ source: three, target: x }]
    networks: { front: { aliases: [w] }, back: }
    depends_on: [log]
    healthcheck: { test: two, timeout: 1s }
    cap_add: [CHOWN, SETUID]
    security_opt: ["label:disable"]
    logging: { options: { max-size: 20m } }
    ulimits: { nofile: { soft: 20, hard: 30 }, nproc: { soft: 3, hard: 4 } }
    sysctls: { net.core.somaxconn: "2" }
    extra_hosts: ["b:1.2.3.4"]
    profiles: [ui]
    mem_limit: 2g
    init: true
    group_add: [b]
  log:
    logging: { driver: local, options: { a: b } }
    depends_on: { db: { condition: service_healthy } }
  extra: { image: y }
networks: { front: { internal: true, labels: { b: "2" } } }
volumes: { more: , data: { labels: [b=2] } }
secrets: { one: { file: ./other } }
`;

const tagged = `services:
  web:
    ports: !override ["90:90"]
    command: !reset null
    cap_add: !reset []
    environment:
      A: !reset null
    restart:
    volumes: !override ["./c:/c"]
`;

/** Docker Compose 2.26.1 gives the same for the same files. */
describe('a file over another', () => {
  it('joins lists, merges maps, replaces single values and commands', () => {
    const { services, networks, volumes, secrets, profiles } = parseTexts([base, overlay]);
    const port = (hostAddress: string, hostPort: number) => expect.objectContaining({ hostAddress, hostPort, containerPort: hostPort });
    const mount = { isReadOnly: false, options: '' };
    expect(services.web).toMatchObject({
      image: 'nginx:2',
      command: ['c'],
      entrypoint: ['/two', 'x'],
      environment: { A: '1', B: '3', C: '4' },
      labels: { a: '1', b: '3', c: '4' },
      ports: [port('127.0.0.1', 80), port('127.0.0.1', 81), port('0.0.0.0', 82)],
      exposed: [90, 91],
      mounts: [
        { ...mount, kind: 'bind', source: '/project/b', target: '/a', isReadOnly: true },
        { ...mount, kind: 'volume', source: 'data', target: '/d' },
        { ...mount, kind: 'volume', source: 'more', target: '/m' },
        { ...mount, kind: 'tmpfs', source: '', target: '/t' },
        { ...mount, kind: 'tmpfs', source: '', target: '/u' },
      ],
      secrets: [
        { source: 'one', target: '/run/secrets/one' },
        { source: 'three', target: '/run/secrets/x' },
      ],
      networks: [
        { name: 'front', aliases: ['w'] },
        { name: 'back', aliases: [] },
      ],
      dependsOn: [
        { service: 'db', condition: 'service_healthy', restart: true, required: true },
        { service: 'log', condition: 'service_started', restart: false, required: true },
      ],
      healthcheck: { test: ['CMD-SHELL', 'two'], intervalMs: 5000, timeoutMs: 1000, retries: 7 },
      capAdd: ['CHOWN', 'SETUID'],
      securityOpt: ['no-new-privileges:true', 'label:disable'],
      logging: { driver: 'json-file', options: { 'max-file': '3', 'max-size': '20m' } },
      ulimits: { nofile: { soft: 20, hard: 30 }, nproc: { soft: 3, hard: 4 } },
      sysctls: { 'net.core.somaxconn': '2' },
      extraHosts: [
        { host: 'a', address: '1.2.3.4' },
        { host: 'b', address: '1.2.3.4' },
      ],
      profiles: ['core', 'ui'],
      limits: { memoryBytes: 2 ** 31 },
      restart: 'always',
      init: true,
      groupAdd: ['a', 'b'],
      place: { file: 'compose.yaml', line: 3 },
    });
    expect(services.log).toMatchObject({
      logging: { driver: 'local', options: { a: 'b' } },
      dependsOn: [{ service: 'db', condition: 'service_healthy', restart: false, required: true }],
    });
    expect(services.extra).toMatchObject({ image: 'y', place: { file: 'over1.yaml' } });
    expect(networks.front).toMatchObject({ isInternal: true, labels: { a: '1', b: '2' } });
    expect(volumes).toMatchObject({ data: { labels: { a: '1', b: '2' } }, more: { name: 'test_more' } });
    expect(secrets.one?.file).toBe('/project/other');
    expect(profiles).toEqual(['core', 'ui']);
  });

  it('replaces what is tagged !override and removes what is tagged !reset', () => {
    const { web } = parseTexts([base, tagged]).services;
    expect(web).toMatchObject({ command: undefined, capAdd: [], environment: { B: '2' }, restart: 'always' });
    expect(web?.ports).toMatchObject([{ hostPort: 90 }]);
    expect(web?.mounts).toMatchObject([{ source: '/project/c' }, { target: '/t' }]);
  });

  it('names file and line of the overlay', () => {
    const over = 'services:\n  web:\n    init: true\n    ports: ["a"]';
    expect(errorOf(() => parseTexts([base, over])).message).toMatch(/^services\.web\.ports\.2: .* \(over1\.yaml:4\)$/);
    const alone = 'services:\n  new: { init: true }';
    expect(errorOf(() => parseTexts([base, alone])).message).toBe('services.new: needs image. (over1.yaml:2)');
  });

  it('refuses two shapes that cannot be merged', () => {
    const over = 'services:\n  web:\n    ports: { a: b }';
    expect(errorOf(() => parseTexts([base, over])).message).toMatch(
      /^services\.web\.ports: is a map here and a list in compose\.yaml:9; .* \(over1\.yaml:3\)$/,
    );
    expect(errorOf(() => parseTexts([base, '[]'])).message).toContain('(over1.yaml:1)');
  });

  it('finds ports that clash only when laid over', () => {
    const over = 'services:\n  db:\n    ports: ["127.0.0.1:80:5432"]';
    expect(errorOf(() => parseTexts([base, over]))).toMatchObject({
      field: 'services.web.ports',
      message: expect.stringContaining('db'),
    });
  });

  it('takes the name of the last file that has one', () => {
    expect(parseTexts([base, 'name: other']).project).toBe('other');
  });
});

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Compose's templates, not ours
import { describe, expect, it } from 'vitest';
import { parseCompose } from './parse-compose.ts';
import { errorOf, parseTexts } from './test-compose.ts';

const oneService = 'services: { a: { image: x } }\n';

describe('a whole file', () => {
  it('gives names, folders and declarations', () => {
    const compose = parseTexts(
      [
        `name: \${PROJECT:-gantry}
version: "3.9"
x-shared: &shared
  image: x
services:
  b:
    <<: *shared
    profiles: [two, one]
    networks: [stack]
  a: { <<: *shared, volumes: ["data:/d"] }
  x-service: { image: y, x-note: [] }
networks:
  stack: { driver: bridge, internal: true, labels: [a=b] }
  other: { external: true }
  named: { name: shared-net, external: true }
volumes:
  data:
  more: { name: "\${PROJECT:-gantry}-more", driver: local, labels: { a: b } }
secrets:
  key: { file: "\${KEYS:-./keys}/key" }
`,
      ],
      { KEYS: '/keys' },
    );
    expect(compose).toMatchObject({
      project: 'gantry',
      files: ['/project/compose.yaml'],
      folder: '/project',
      profiles: ['one', 'two'],
      warnings: [],
    });
    expect(Object.keys(compose.services)).toEqual(['a', 'b', 'x-service']);
    expect(compose.services.b).toMatchObject({ image: 'x', profiles: ['two', 'one'], place: { file: 'compose.yaml', line: 6 } });
    const network = { driver: undefined, isInternal: false, isExternal: false, labels: {} };
    expect(compose.networks).toEqual({
      default: { ...network, key: 'default', name: 'gantry_default' },
      named: { ...network, key: 'named', name: 'shared-net', isExternal: true },
      other: { ...network, key: 'other', name: 'other', isExternal: true },
      stack: { key: 'stack', name: 'gantry_stack', driver: 'bridge', isInternal: true, isExternal: false, labels: { a: 'b' } },
    });
    expect(compose.volumes).toEqual({
      data: { key: 'data', name: 'gantry_data', driver: undefined, isExternal: false, labels: {} },
      more: { key: 'more', name: 'gantry-more', driver: 'local', isExternal: false, labels: { a: 'b' } },
    });
    expect(compose.secrets).toEqual({ key: { key: 'key', file: '/keys/key' } });
  });

  it('makes no default network that nobody uses', () => {
    expect(parseTexts(['services: { a: { image: x, networks: [n] } }\nnetworks: { n: }']).networks).not.toHaveProperty('default');
  });

  it.each([
    ['/home/me/My Stack_1', 'mystack_1'],
    ['/home/me/_-x', 'x'],
  ])('names the project after the folder %s', (folder, project) => {
    expect(parseCompose({ files: [{ path: `${folder}/compose.yaml`, text: oneService }], variables: {} }).project).toBe(project);
  });

  it('prefers the project asked for', () => {
    expect(
      parseCompose({ files: [{ path: '/p/compose.yaml', text: `name: a\n${oneService}` }], variables: {}, project: 'b' }).project,
    ).toBe('b');
  });

  it('reads anchors and merge keys: own keys win, then the first map of a list', () => {
    const { services } = parseTexts([
      `x-one: &one { init: true, user: one }
x-two: &two { user: two, hostname: two, read_only: true }
services:
  a: { <<: [*one, *two], image: x, read_only: false }
  b: { image: x, environment: &env { A: 1 } }
  c: { image: x, environment: { <<: *env, B: 2 } }
`,
    ]);
    expect(services.a).toMatchObject({ init: true, user: 'one', hostname: 'two', isReadOnly: false });
    expect(services.c?.environment).toEqual({ A: '1', B: '2' });
  });

  it('puts variables into values, not into keys, and lists those that are empty', () => {
    const { services, warnings } = parseTexts(['services:\n  a:\n    image: x\n    environment:\n      A${B}: "${C}"'], { B: 'b' });
    expect(services.a?.environment).toEqual({ 'A${B}': '' });
    expect(warnings).toEqual([
      {
        field: 'services.a.environment.A${B}',
        message: 'The variable C is not set and has no default; it is empty here.',
        place: { file: 'compose.yaml', line: 5 },
      },
    ]);
  });

  it('says what has no effect', () => {
    const { warnings } = parseTexts([
      'services: { a: { image: x, secrets: [{ source: s, uid: "1", gid: "1", mode: 0o400 }], deploy: { resources: { reservations: { cpus: 1 } } } } }\nsecrets: { s: { file: s } }',
    ]);
    expect(warnings.map(({ field }) => field)).toEqual([
      'services.a.secrets.0.uid',
      'services.a.secrets.0.gid',
      'services.a.secrets.0.mode',
      'services.a.deploy.resources.reservations.cpus',
    ]);
  });

  it.each<[text: string, field: string | undefined, line: number, rule: string]>([
    ['', undefined, 1, 'map'],
    ['- a', undefined, 1, 'map'],
    ['name: x', 'services', 1, 'no services'],
    ['services:', 'services', 1, 'no value'],
    ['services: {}', 'services', 1, 'at least one'],
    [`${oneService}configs: {}`, 'configs', 2, 'volumes'],
    [`${oneService}include: []`, 'include', 2, 'further compose file'],
    [`${oneService}service: {}`, 'service', 2, 'supported are name'],
    [`name: A\n${oneService}`, 'name', 1, 'lower-case'],
    ['services:\n  a:\n    init: true', 'services.a', 2, 'needs image'],
    ['services:\n  a: { image: }', 'services.a.image', 2, 'no value'],
    ['services:\n  a: { image: "a b" }', 'services.a.image', 2, 'name of an image'],
    ['services:\n  "a b": { image: x }', 'services.a b', 2, 'name of a service'],
    ['services:\n  a: { image: x }\n  a: { image: y }', undefined, 3, 'twice'],
    ['services:\n  a:\n    image: x\n    image: y', undefined, 4, 'twice'],
    ['services:\n  a:\n\timage: x', undefined, 3, 'tab'],
    ['services: [a', undefined, 1, 'bracket'],
    ['a: 1\n---\nb: 1', undefined, 2, 'one YAML document'],
    ['services:\n  a: *none', 'services.a', 2, 'anchor'],
    ['services:\n  a: &a { image: x, labels: *a }', 'services.a.labels', 2, 'hold itself'],
    ['services:\n  a: { <<: text, image: x }', 'services.a', 2, 'merge key'],
    ['services:\n  a: !secret { image: x }', 'services.a', 2, 'tag'],
    [`${oneService}networks: { a: { ipam: {} } }`, 'networks.a.ipam', 2, 'not supported'],
    [`${oneService}networks: { a/b: }`, 'networks.a/b', 2, 'name'],
    [`${oneService}networks: { a: { external: true, driver: bridge } }`, 'networks.a.driver', 2, 'only name'],
    [`${oneService}volumes: { a: { driver_opts: {} } }`, 'volumes.a.driver_opts', 2, 'not supported'],
    [`${oneService}volumes: [a]`, 'volumes', 2, 'map'],
    [`${oneService}secrets: { a: }`, 'secrets.a', 2, 'no value'],
    [`${oneService}secrets: { a: {} }`, 'secrets.a', 2, 'needs file'],
    [`${oneService}secrets: { a: { environment: A } }`, 'secrets.a.environment', 2, 'files only'],
    [`${oneService}secrets: { a: { external: true } }`, 'secrets.a.external', 2, 'files only'],
    [
      'services:\n  a: { image: x, container_name: same }\n  b: { image: x, container_name: same }',
      'services.b.container_name',
      3,
      'service a',
    ],
    [
      'services:\n  a: { image: x }\n  b:\n    image: x\n    depends_on: { a: { condition: service_healthy } }',
      'services.b.depends_on.a',
      5,
      'no healthcheck',
    ],
  ])('refuses %j', (text, ...[field, line, rule]) => {
    const error = errorOf(() => parseTexts([text]));
    expect(error.code).toBe('compose_invalid');
    expect(error.field).toBe(field);
    expect(error.message).toContain(rule);
    expect(error.message.endsWith(` (compose.yaml:${line})`), error.message).toBe(true);
  });

  it('names a whole circle', () => {
    const text = `services:
  z: { image: x, depends_on: [a] }
  a: { image: x, depends_on: [b] }
  b: { image: x, depends_on: [d, c] }
  c: { image: x, depends_on: [a] }
  d: { image: x }
`;
    expect(errorOf(() => parseTexts([text]))).toMatchObject({
      field: 'services.a.depends_on',
      message: 'services.a.depends_on: services wait for each other in a circle: a → b → c → a. (compose.yaml:3)',
    });
  });

  it.each([
    ['[1::1]'],
    ['x'.repeat(100_000)],
    ['['.repeat(20_000)],
    [`services: ${'{a: '.repeat(500)}1${'}'.repeat(500)}`],
    [
      `${Array.from({ length: 12 }, (_, level) => `a${level}: &a${level} [${`*a${level - 1},`.repeat(level === 0 ? 0 : 10)}]`).join('\n')}\n`,
    ],
  ])(
    'answers in time to a hostile file (%#)',
    (text) => {
      expect(errorOf(() => parseTexts([text])).code).toBe('compose_invalid');
    },
    5000,
  );
});

describe('ports of this computer', () => {
  const services = (one: string, other: string, third = '') =>
    `services:\n  a: { image: x, ${one} }\n  b: { image: x, ${other} }\n${third}`;

  it.each([
    ['ports: ["80:80"]', 'ports: ["80:81"]'],
    ['ports: ["80:80"]', 'ports: ["127.0.0.1:80:81"]'],
    ['ports: ["127.0.0.1:80:80"]', 'ports: ["127.0.0.1:80:81"], profiles: [p]'],
    ['ports: ["127.0.0.1:80:80"], profiles: [p]', 'ports: ["127.0.0.1:80:81"], profiles: [q, p]'],
  ])('are not published twice: %s and %s', (one, other) => {
    expect(errorOf(() => parseTexts([services(one, other)]))).toMatchObject({
      field: 'services.b.ports',
      message: 'services.b.ports: port 80/tcp of this computer is published by a too (line 2); give one of them another. (compose.yaml:3)',
    });
  });

  it.each([
    ['ports: ["127.0.0.1:80:80"]', 'ports: ["127.0.0.2:80:80"]'],
    ['ports: ["80:80"]', 'ports: ["80:80/udp"]'],
    ['ports: ["80"]', 'ports: ["80"]'],
    ['ports: ["80:80"], profiles: [p]', 'ports: ["80:80"], profiles: [q]'],
  ])('may be published by %s and %s', (one, other) => {
    expect(Object.keys(parseTexts([services(one, other)]).services)).toEqual(['a', 'b']);
  });

  it('clash when both profiles are asked for', () => {
    const text = services('ports: ["80:80"], profiles: [p]', 'ports: ["80:80"], profiles: [q]');
    const files = [{ path: '/p/compose.yaml', text }];
    expect(errorOf(() => parseCompose({ files, variables: {}, profiles: ['p', 'q'] })).field).toBe('services.b.ports');
    expect(parseCompose({ files, variables: {}, profiles: ['p'] }).profiles).toEqual(['p', 'q']);
  });
});

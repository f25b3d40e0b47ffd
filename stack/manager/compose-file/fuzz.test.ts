// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Compose's templates, not ours
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GantryError } from '#contract';
import { parseTexts } from './test-compose.ts';

const valid = `name: \${PROJECT:-fuzz}
x-base: &base
  restart: \${RESTART:-no}
  logging: { driver: json-file, options: { max-size: 10m } }
services:
  web:
    <<: *base
    image: nginx:\${TAG:-1}
    command: sh -c "exec nginx"
    environment: [A=1, "B=\${B:-\${C:-c}}"]
    ports: ["127.0.0.1:\${WEB_PORT:-8080}:80/tcp", { target: 81 }]
    volumes: ["./a:/a:ro", "data:/d", { type: tmpfs, target: /t, tmpfs: { size: 1m, mode: 0o700 } }]
    tmpfs: /u:size=1m
    secrets: [key, { source: key, target: other, mode: 0o400 }]
    networks: { front: { aliases: [w] } }
    depends_on: { db: { condition: service_healthy } }
    extra_hosts: ["h:host-gateway"]
    ulimits: { nofile: { soft: 1, hard: 2 } }
    cpus: 0.5
    mem_limit: \${MEMORY:-1g}
    stop_grace_period: 1m30s
  db:
    <<: [*base]
    image: postgres
    healthcheck: { test: [CMD, a], interval: 5s, retries: 2 }
    deploy: { resources: { limits: { memory: 1g } } }
networks: { front: }
volumes: { data: { labels: { a: b } } }
secrets: { key: { file: ./key } }
`;

const overlay = `services:
  web: { ports: !override ["90:90"], environment: { A: "2" }, command: !reset null }
  db: { depends_on: [], ulimits: { nofile: 1 } }
`;

/** Pieces that mean something to YAML, to templates or to Compose, and some that mean something to JavaScript. */
const pieces = [
  ...[
    '',
    ' ',
    '\n',
    '\n  ',
    '\t',
    ':',
    ': ',
    '- ',
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '#',
    '|',
    '>',
    '&',
    '*',
    '!',
    '%',
    '?',
    '---\n',
    '...\n',
    '\0',
    '\uFEFF',
    '\ud800',
  ],
  ...[
    '<<: ',
    '*base',
    '&base',
    '!override ',
    '!reset ',
    '!!binary ',
    '!!set ',
    '!!omap ',
    '!!str ',
    '$',
    '$$',
    '${',
    '${A',
    '${A:?}',
    '${A:-${',
    '}',
  ],
  ...[
    'null',
    '~',
    'true',
    '-1',
    '0',
    '1e999',
    '.nan',
    '0x',
    '99999999999999999999',
    '-0',
    '1.5',
    'web',
    'db',
    'services',
    '__proto__',
    'constructor',
    'toString',
    'default',
    'x-a: 1\n',
    'build: .',
  ],
];

const scalars = [
  'null',
  'true',
  '0',
  '-1',
  '1.5',
  '""',
  'a',
  '1g',
  '5s',
  'web',
  'db',
  'data',
  'key',
  '"80:80"',
  './a:/b',
  'A=1',
  '$X',
  '${WEB_PORT:-1}',
];

const mutations = fc.array(
  fc.record({
    at: fc.nat(),
    piece: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...scalars) },
      { weight: 4, arbitrary: fc.constantFrom(...pieces) },
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

/** Puts pieces in the place of words, signs or gaps. */
function mutate(text: string, changes: readonly { at: number; piece: string }[]): string {
  const words = text.match(/\s+|[\w./-]+|[^\s\w./-]/g) ?? [];
  for (const { at, piece } of changes) words[at % words.length] = piece;
  return words.join('');
}

/** What it gave: a model, an error at a key, or an error of the whole file. Any other error than ours goes through. */
function outcome(texts: readonly string[], variables: Record<string, string> = {}): 'model' | 'key' | 'file' {
  try {
    parseTexts(texts, variables);
    return 'model';
  } catch (error) {
    if (!(error instanceof GantryError) || error.code !== 'compose_invalid') throw error;
    expect(error.message).toMatch(/\((?:compose|over1)\.yaml:\d+\)$/);
    return error.field === undefined ? 'file' : 'key';
  }
}

describe('any file', () => {
  it('parses as it is', () => {
    expect([outcome([valid]), outcome([valid, overlay])]).toEqual(['model', 'model']);
  });

  it('gives a model or a GantryError with file and line, whatever is changed in it', () => {
    const seen = { model: 0, key: 0, file: 0 };
    fc.assert(
      fc.property(mutations, (changes) => {
        seen[outcome([mutate(valid, changes)])] += 1;
      }),
      { numRuns: 700 },
    );
    // Changes that never get past the YAML reader would prove nothing about the others.
    expect(seen.key).toBeGreaterThan(100);
    expect(seen.model).toBeGreaterThan(0);
  });

  it('gives a model or a GantryError, whatever is laid over it', () => {
    const laidOver = fc.property(mutations, (changes) => void outcome([valid, mutate(overlay, changes)]));
    fc.assert(laidOver, { numRuns: 400 });
  });

  it('gives a model or a GantryError, whatever its variables are', () => {
    const value = fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary' }));
    const variables = fc.dictionary(fc.constantFrom('PROJECT', 'RESTART', 'TAG', 'B', 'C', 'WEB_PORT', 'MEMORY'), value);
    fc.assert(
      fc.property(variables, (given) => void outcome([valid], given)),
      { numRuns: 500 },
    );
  });

  it('gives a model or a GantryError, whatever value stands where', () => {
    const keys = [
      'web',
      'db',
      'image',
      'ports',
      'volumes',
      'environment',
      'healthcheck',
      'test',
      'depends_on',
      'networks',
      'deploy',
      'resources',
      'secrets',
      'logging',
      'ulimits',
      'services',
      'name',
    ];
    const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom<unknown>(null, true, 0, -1, 1.5, '', 'a', '80:80', './a:/b', '1g', '5s', 'A=1', '${X}'),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...keys), tie('tree'), { maxKeys: 4 }),
      ),
    }));
    const service = fc.dictionary(fc.constantFrom(...keys), tree, { maxKeys: 4 }).map((options) => ({ image: 'x', ...options }));
    fc.assert(
      fc.property(service, tree, (web, top) => {
        outcome([JSON.stringify({ services: { web } }), JSON.stringify({ services: { web: top } })]);
        outcome([JSON.stringify(top)]);
      }),
      { numRuns: 700 },
    );
  });
});

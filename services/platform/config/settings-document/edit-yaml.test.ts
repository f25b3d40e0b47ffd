import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { editYaml } from './edit-yaml.ts';

describe('editing one value', () => {
  const text = '# mine\nserver:\n  # the port\n  port: 8091 # fixed\n\n  sessionHours: 12\nlog: { level: info } # short\nsearch:\n';

  it.each<[string, string, unknown, string]>([
    ['a value that is there', 'server.port', 9000, text.replace('8091', '9000')],
    ['a value that is not', 'server.drainTimeoutMs', 5, text.replace('sessionHours: 12\n', 'sessionHours: 12\n  drainTimeoutMs: 5\n')],
    ['a section with nothing in it', 'search.hnswM', 8, text.replace('search:\n', 'search:\n  hnswM: 8\n')],
    ['a new section', 'cache.provider', 'memory', `${text}cache:\n  provider: memory\n`],
    ['nothing of what is not there', 'cache.provider', undefined, text],
    ['a line away', 'server.sessionHours', undefined, text.replace('  sessionHours: 12\n', '')],
  ])('sets %s and leaves the rest byte for byte', (_, ...[key, value, expected]) => {
    expect(editYaml(text, key, value)).toBe(expected);
  });

  it('takes the section away with its last key, but not a comment in it', () => {
    expect(editYaml('a:\n  b: 1\nc:\n  d: 2\n', 'c.d', undefined)).toBe('a:\n  b: 1\n');
    expect(editYaml('a:\n  # why\n  b: 1\n', 'a.b', undefined)).toBe('a:\n  # why\n');
  });

  it('keeps comments where a section is written in braces', () => {
    const edited = editYaml(text, 'log.level', 'warn');
    expect(parse(edited)).toMatchObject({ log: { level: 'warn' }, server: { port: 8091 } });
    for (const comment of ['# mine', '# the port', '# fixed', '# short']) expect(edited).toContain(comment);
  });

  it('keeps the line ends of Windows', () => {
    expect(editYaml('a:\r\n  b: 1\r\n', 'a.c', 2)).toBe('a:\r\n  b: 1\r\n  c: 2\r\n');
  });

  it('refuses a text it cannot write into', () => {
    expect(() => editYaml('a: [1\n', 'a.b', 1)).toThrow(expect.objectContaining({ code: 'invalid_value', field: 'a.b' }));
  });
});

const name = fc.constantFrom('a', 'b', 'c', 'portNumber', 'x_1');
const value = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.constantFrom(
    '',
    'yes',
    'null',
    '~',
    '#',
    ': ',
    '- a',
    '"',
    "'",
    '{',
    '[',
    '&x',
    '*x',
    '!t',
    '%',
    '@',
    '|',
    '>',
    'a # b',
    'a: b',
    '\ttab',
    'line\nfeed',
    '1e3',
    '0x1f',
    '012',
  ),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number || 0),
  fc.boolean(),
);
const tree = fc.dictionary(name, fc.dictionary(name, value, { maxKeys: 4 }), { maxKeys: 4 });
const style = fc.record({ indent: fc.constantFrom(2, 4), flow: fc.boolean(), comment: fc.boolean() });

it('says exactly what was asked, whatever text it begins from', () => {
  fc.assert(
    fc.property(
      tree,
      style,
      fc.array(fc.tuple(name, name, fc.option(value, { nil: undefined })), { maxLength: 8 }),
      (start, { indent, flow, comment }, changes) => {
        const written =
          Object.keys(start).length === 0 ? '' : stringify(start, { indent, ...(flow ? { collectionStyle: 'flow' as const } : {}) });
        let text = comment ? `# mine\n${written}# end\n` : written;
        const expected = structuredClone(start) as Record<string, Record<string, unknown>>;
        for (const [section, key, to] of changes) {
          text = editYaml(text, `${section}.${key}`, to);
          if (to === undefined) delete expected[section]?.[key];
          else {
            expected[section] ??= {};
            expected[section][key] = to;
          }
          const got = (parse(text) ?? {}) as Record<string, Record<string, unknown> | null>;
          for (const each of new Set([...Object.keys(expected), ...Object.keys(got)]))
            expect(got[each] ?? {}).toEqual(expected[each] ?? {});
          if (comment) expect(text).toContain('# mine');
        }
      },
    ),
    { numRuns: 1000 },
  );
});

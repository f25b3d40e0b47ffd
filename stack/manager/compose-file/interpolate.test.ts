// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are Compose's templates, not ours
import { describe, expect, it } from 'vitest';
import { interpolate } from './interpolate.ts';

const variables = { SET: 's', EMPTY: '', NASTY: '$SET ${X', constructor: 'own' };

function fail(rule: string): never {
  throw new Error(rule);
}

/** Every expected value here was given by Docker Compose 2.26.1 for the same template. */
describe('interpolate', () => {
  it.each([
    ['$SET', 's'],
    ['${SET}', 's'],
    ['${UNSET-d}', 'd'],
    ['${UNSET:-d}', 'd'],
    ['${EMPTY-d}', ''],
    ['${EMPTY:-d}', 'd'],
    ['${SET-d}', 's'],
    ['${SET:+alt}', 'alt'],
    ['${SET+alt}', 'alt'],
    ['${EMPTY:+alt}', ''],
    ['${EMPTY+alt}', 'alt'],
    ['${UNSET:+alt}', ''],
    ['${UNSET+alt}', ''],
    ['${UNSET:-${OTHER:-x}}', 'x'],
    ['${UNSET:-${SET}}', 's'],
    ['${UNSET:-a${SET}b$SET-c}', 'asbs-c'],
    ['$$SET', '$SET'],
    ['$$$SET', '$s'],
    ['$$$$', '$$'],
    ['a$', 'a$'],
    ['$1', '$1'],
    ['$ x', '$ x'],
    ['${UNSET:-a:b-c}', 'a:b-c'],
    ['${UNSET:-{"a":{}}}', '{"a":{}}'],
    ['${UNSET:-$$}', '$'],
    ['${SET?no}', 's'],
    ['${SET:?no}', 's'],
    ['${EMPTY?no}', ''],
    ['$SET_', ''],
    ['$SET.x${SET}y', 's.xsy'],
    ['${UNSET:-}', ''],
    ['${UNSET-}', ''],
    ['${UNSET:-a?b}', 'a?b'],
    ['${SET:+a-b}', 'a-b'],
    ['${UNSET:-a+b}', 'a+b'],
    ['${UNSET:-${SET:+${EMPTY:-deep}}}', 'deep'],
    ['{${SET}}', '{s}'],
    ['$UNSET', ''],
    ['${NASTY}', '$SET ${X'],
    ['${UNSET:-a b}', 'a b'],
    ['$(x)', '$(x)'],
    ['${UNSET:-$(x)}', '$(x)'],
    ['${UNSET-${EMPTY?x}z}', 'z'],
    ['100%$', '100%$'],
    ['${lower_1:-d}', 'd'],
    ["${UNSET:-don't}", "don't"],
  ])('%s gives %s', (template, expected) => {
    expect(interpolate(template, variables, fail).value).toBe(expected);
  });

  it.each(['${SET', '${}', '${1x}', '${A B}', '${SET!}', '${SET:}', '${SET:=x}', '${-x}', 'a ${ b', '${A:-${B}'])(
    'refuses %s',
    (template) => {
      expect(() => interpolate(template, variables, fail)).toThrow(/\$\$/);
    },
  );

  it.each([
    ['${UNSET:?write it}', 'the variable UNSET is required and is not set: write it'],
    ['${UNSET?}', 'the variable UNSET is required and is not set'],
    ['${EMPTY:?see $SET}', 'the variable EMPTY is required and is empty: see $SET'],
    ['${UNSET:-${OTHER:?no}}', 'the variable OTHER is required and is not set: no'],
  ])('says what %s misses, and no value of a variable', (template, message) => {
    expect(() => interpolate(template, variables, fail)).toThrow(new Error(message));
  });

  it('does not ask for what a default that is not needed requires', () => {
    expect(interpolate('${SET:-${UNSET:?no}}', variables, fail)).toMatchObject({
      value: 's',
      spans: [{ start: 0, end: 1, knob: { variable: 'SET', fallback: undefined } }],
      variables: ['SET', 'UNSET'],
    });
  });

  it('takes names of JavaScript for unset unless they are set', () => {
    expect(interpolate('${toString-no} ${constructor} ${__proto__-no}', variables, fail).value).toBe('no own no');
  });

  it('says what is unset', () => {
    expect(interpolate('${UNSET}${SET}$OTHER${THIRD-}', variables, fail)).toMatchObject({ unset: ['UNSET', 'OTHER'] });
  });

  it('knows where each variable stands and its default', () => {
    expect(interpolate('a${SET:-${OTHER:-x}}b${UNSET-d}${SET:+e}', variables, fail).spans).toEqual([
      { start: 1, end: 2, knob: { variable: 'SET', fallback: 'x' } },
      { start: 3, end: 4, knob: { variable: 'UNSET', fallback: 'd' } },
    ]);
  });

  it('refuses endless nesting', () => {
    expect(() => interpolate('${A:-'.repeat(5000) + '}'.repeat(5000), {}, fail)).toThrow('nested');
  });
});

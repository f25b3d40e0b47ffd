import { describe, expect, it } from 'vitest';
import { generateSecret } from './generate-secret.ts';
import { checkStrength, checkStrengths } from './strength.ts';

describe('strength', () => {
  it.each(['sunshine', 'Passw0rd2024!', 'postgres123', 'gantry-admin', 'aaaaaaaaaaaaaaaaaaaaaaaa', 'qwertyuiop[]', 'tourmaline-db'])(
    'is not enough: %s',
    async (value) => {
      const strength = await checkStrength(value, { kind: 'password', forbidden: ['tourmaline'] });
      expect(strength.is_strong_enough).toBe(false);
      expect(strength.problem).toMatch(/\.$/);
      expect(JSON.stringify(strength)).not.toContain(value);
    },
  );

  it.each([
    'correct horse battery staple',
    'x9Kd0-Zp2mQ7',
    '😀🎉🚀🐳🔥🌈🦄🍕',
    `${'a'.repeat(200)}x9Kd0-Zp2mQ7-kk0w`,
    'Grünkohl $ "quer" #7 im März',
  ])('is enough: %s', async (value) => {
    expect(await checkStrength(value, { kind: 'password' })).toMatchObject({ is_strong_enough: true, problem: null, suggestions: [] });
  });

  it('says the rule where a value is not allowed at all', async () => {
    expect((await checkStrength('a\nb', { kind: 'password' })).problem).toContain('control characters');
    expect((await checkStrength('xK9#vQ2', { kind: 'passphrase' })).problem).toContain('at least 8 characters');
  });

  it('answers many at once in their order, with those that are not allowed in their places', async () => {
    const strong = generateSecret();
    const asked = Array.from({ length: 60 }, (_, at) => ({
      kind: 'password' as const,
      value: [strong, 'sunshine', 'a\nb'][at % 3] as string,
    }));
    const scores = (await checkStrengths(asked)).map(({ score }) => score);
    expect(scores.slice(0, 3)).toEqual([4, expect.any(Number), 0]);
    expect(scores[1]).toBeLessThan(4);
    for (const [at, score] of scores.entries()) expect(score).toBe(scores[at % 3]);
  });

  it('finds each secret Gantry makes strong', async () => {
    for (const chars of [20, 32, 256]) {
      expect(await checkStrength(generateSecret(chars), { kind: 'password' })).toMatchObject({ is_strong_enough: true, score: 4 });
    }
  });
});

it('makes secrets of the wanted length that no two are alike', () => {
  for (const chars of [16, 31, 32, 33, 64]) expect(generateSecret(chars)).toMatch(new RegExp(`^[A-Za-z0-9_-]{${chars}}$`));
  expect(generateSecret()).toHaveLength(32);
  expect(new Set(Array.from({ length: 1000 }, () => generateSecret())).size).toBe(1000);
});

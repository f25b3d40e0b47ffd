import fc from 'fast-check';
import { credentialValueSchema } from '#contract';

const marks = `'"\`$#\\ {}()!%&;|<>*?~=:-@/,é漢👩`;

/** Values any part on the way may take for something else: quotes, variables, comments, options, escapes, URLs, empty-looking ones. */
const chosen = [
  `'`,
  `"`,
  '\\',
  "\\'",
  `it's "$HOME" and \`id\``,
  '$(id) $\u007BPATH} $$',
  '# not a comment',
  'a b  c',
  '-x',
  '--',
  '--help',
  '%41%00%zz',
  'user:pass@host/db?x=y#z',
  "'; DROP ROLE gantry; --",
  '\\n\\r\\t',
  '*',
  '{{.}}',
  '日本語のパスワード',
  'zażółć gęślą jaźń',
  '👩 and 🚀',
  'null',
  '0',
  'x'.repeat(256),
  `'"\\`.repeat(85),
];

/** Any value that may be a credential, mostly of characters that mean something to somebody. */
const nasty = fc
  .oneof(
    fc.string({ unit: fc.constantFrom(...marks), minLength: 1, maxLength: 24 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
  )
  .filter((value) => credentialValueSchema.safeParse(value).success);

/** The chosen ones and `count` of the generator, each once, always the same for a seed. */
export function nastySecrets(count: number, seed: number): string[] {
  return [...new Set([...chosen, ...fc.sample(nasty, { numRuns: count, seed })])];
}

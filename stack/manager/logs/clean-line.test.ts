import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cleanLine, mostLineBytes } from './clean-line.ts';

it.each([
  ['plain text\twith a tab', 'plain text\twith a tab'],
  ['\x1b[31mred\x1b[0m and \x1b[1;38;5;208morange\x1b[m', 'red and orange'],
  ['\x1b]0;title\x07after', 'after'],
  ['\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\', 'link'],
  ['\x1b(Btext\x1bM', 'text'],
  ['10%\r20%\r30%', '10% 20% 30%'],
  ['a\u0000b\u0007c\u009bd', 'abcd'],
  ['user\u202Etxt.exe', 'usertxt.exe'],
  ['Grüße 👋', 'Grüße 👋'],
])('%j becomes %j', (from, to) => {
  expect(cleanLine(from)).toBe(to);
});

it('cuts a long line at a whole character and says how long it was', () => {
  const line = 'ä'.repeat(20_000);
  const clean = cleanLine(line);
  expect(clean === `${'ä'.repeat(mostLineBytes / 2)} … [cut: the line has 40000 bytes]`).toBe(true);
  expect(cleanLine('x'.repeat(mostLineBytes))).toHaveLength(mostLineBytes);
  expect(cleanLine(`€${'x'.repeat(mostLineBytes)}`)).toMatch(/^€x+ … \[cut: the line has 16387 bytes\]$/);
  expect(cleanLine('y'.repeat(5_000_000)).length).toBeLessThan(mostLineBytes + 60);
});

it('leaves no control character, whatever comes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('\x1b', '[', ']', '0', ';', 'm', '\x07', '\\', ' ', 'a', '\u009b', '\r', 'P'), { maxLength: 60 }),
      (parts) => {
        expect(cleanLine(parts.join(''))).not.toMatch(/(?!\t)\p{Cc}/u);
      },
    ),
  );
});

it('takes linear time on sequences that never end', () => {
  for (const seed of ['\x1b', '\x1b[', '\x1b[0', '\x1b]', '\x1b ', '\x1bP', '0']) {
    const from = performance.now();
    cleanLine(`\x1b[${seed.repeat(65_536 / seed.length)}`);
    expect(performance.now() - from, JSON.stringify(seed)).toBeLessThan(300);
  }
});

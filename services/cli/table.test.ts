import { describe, expect, it } from 'vitest';
import { describeProgress } from './describe-progress.ts';
import { printable } from './printable.ts';
import { formatBytes, formatCount, formatSeconds } from './quantities.ts';
import { type Column, formatTable } from './table.ts';
import { cutToWidth, textWidth } from './text-width.ts';

const columns: readonly Column<{ name: string; count: number }>[] = [
  { title: 'Name', value: ({ name }) => name, canShrink: true },
  { title: 'Count', value: ({ count }) => String(count), align: 'right' },
  { title: 'Id', value: () => 'abc' },
];
const rows = [
  { name: 'short', count: 7 },
  { name: 'a name that is longer than the others', count: 1400 },
];

describe('a table', () => {
  it('aligns its columns and cuts nothing where there is no terminal', () => {
    expect(formatTable({ columns, rows, width: undefined })).toEqual([
      'Name                                   Count  Id',
      'short                                      7  abc',
      'a name that is longer than the others   1400  abc',
    ]);
  });

  it('fits the terminal by cutting what may be cut', () => {
    const lines = formatTable({ columns, rows, width: 30 });
    expect(lines[2]).toBe('a name that is lo…   1400  abc');
    expect(Math.max(...lines.map(textWidth))).toBeLessThanOrEqual(30);
    expect(formatTable({ columns, rows, width: 5 })[2]).toBe('a name …   1400  abc');
  });

  it('counts cells of the terminal, not characters', () => {
    const [, first, second] = formatTable({
      columns,
      rows: [
        { name: '日本語', count: 1 },
        { name: 'abcdef', count: 2 },
      ],
      width: undefined,
    });
    expect(first).toBe('日本語      1  abc');
    expect(second).toBe('abcdef      2  abc');
    expect(textWidth('é👩‍👩‍👧')).toBe(3);
    expect(cutToWidth('日本語', 5)).toBe('日本…');
    expect(cutToWidth('日本語', 6)).toBe('日本語');
  });

  it('says its heads when it is empty', () => {
    expect(formatTable({ columns, rows: [], width: 80 })).toEqual(['Name  Count  Id']);
  });
});

it('makes text from outside safe for a terminal', () => {
  expect(printable('a\u001b[31mred\u0007\r\nb\tc\u202egnp.exe\u009b')).toBe('a�[31mred� b c�gnp.exe�');
});

it.each([
  [formatSeconds(0.44), '0.4 s'],
  [formatSeconds(59.4), '59 s'],
  [formatSeconds(185), '3 min 5 s'],
  [formatSeconds(7800), '2 h 10 min'],
  [formatCount(1400), '1,400'],
  [formatBytes(0), '0 bytes'],
  [formatBytes(45_300_000), '45.3 MB'],
])('%s', (text, expected) => {
  expect(text).toBe(expected);
});

it('shows of a progress only what is known', () => {
  const progress = { done: 412, total: 1400, unit: 'documents', per_second: 84.2, eta_seconds: 12 };
  expect(describeProgress({ progress, skipped: 3, failed: 0 })).toBe('412 of 1,400 documents  29%  84/s  12 s left  3 skipped');
  expect(
    describeProgress({ progress: { done: 0, total: null, unit: 'files', per_second: null, eta_seconds: null }, skipped: 0, failed: 0 }),
  ).toBe('0 files');
});

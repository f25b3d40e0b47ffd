import { expect, it } from 'vitest';
import { appendLines, maxLines } from './append-lines.ts';

const line = (text: string) => ({ service: 'a', at: '2026-01-02T12:00:00Z', stream: 'stdout', level: null, text }) as const;

it('numbers lines onwards', () => {
  const lines = appendLines(appendLines([], [line('a'), line('b')]), [line('c')]);
  expect(lines.map(({ id, text }) => [id, text])).toEqual([
    [0, 'a'],
    [1, 'b'],
    [2, 'c'],
  ]);
  expect(appendLines(lines, [])).toBe(lines);
});

it('drops the oldest and leaves the others their numbers', () => {
  const full = appendLines(
    [],
    Array.from({ length: maxLines }, (_, index) => line(`${index}`)),
  );
  const next = appendLines(full, [line('new'), line('newer')]);
  expect(next.length).toBe(maxLines);
  expect(next[0]).toMatchObject({ id: 2, text: '2' });
  expect(next.at(-1)).toMatchObject({ id: maxLines + 1, text: 'newer' });
});

it('keeps the newest of more than fit at once', () => {
  const next = appendLines(
    [],
    Array.from({ length: maxLines + 5 }, (_, index) => line(`${index}`)),
  );
  expect(next.length).toBe(maxLines);
  expect(next[0]).toMatchObject({ id: 5, text: '5' });
});

import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createGate } from './gate.ts';

it('lets new work wait while it is closed, and none of it fails', async () => {
  const gate = createGate();
  const done: string[] = [];
  const first = gate.pass(() => setTimeout(50).then(() => done.push('first')));
  const closing = gate.close(1000);
  const later = gate.pass(async () => done.push('later'));
  const open = await closing;
  expect(done).toEqual(['first']);
  await setTimeout(20);
  expect(done).toEqual(['first']);
  open?.();
  await Promise.all([first, later]);
  expect(done).toEqual(['first', 'later']);
});

it('opens again when what is inside takes too long', async () => {
  const gate = createGate();
  const long = gate.pass(() => setTimeout(200, 'done'));
  expect(await gate.close(20)).toBeUndefined();
  expect(await gate.pass(async () => 'in')).toBe('in');
  expect(await long).toBe('done');
  expect(await gate.close(20)).toBeTypeOf('function');
});

it('lets work inside work through, so that it can end, but not what it left running', async () => {
  const gate = createGate();
  let stray: Promise<string> | undefined;
  const outer = gate.pass(async () => {
    await setTimeout(30);
    const inner = await gate.pass(async () => 'inner');
    stray = setTimeout(60).then(() => gate.pass(async () => 'stray'));
    return inner;
  });
  const open = await gate.close(1000);
  expect(await outer).toBe('inner');
  expect(await Promise.race([stray, setTimeout(150, 'waits')])).toBe('waits');
  open?.();
  expect(await stray).toBe('stray');
});

it('closes one after another', async () => {
  const gate = createGate();
  const open = await gate.close(100);
  const second = gate.close(100);
  expect(await Promise.race([second, setTimeout(30, 'waits')])).toBe('waits');
  open?.();
  const openAgain = await second;
  const waiting = gate.pass(async () => 'in');
  expect(await Promise.race([waiting, setTimeout(30, 'waits')])).toBe('waits');
  openAgain?.();
  expect(await waiting).toBe('in');
});

it('passes on what work throws, and counts it as done', async () => {
  const gate = createGate();
  await expect(gate.pass(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await gate.close(10)).toBeTypeOf('function');
});

import { describe, expect, it } from 'vitest';
import { createKeyedQueue } from './keyed-queue.ts';

describe('keyed queue', () => {
  it('runs work on the same key in order, also after a failure, and other work side by side', async () => {
    const queue = createKeyedQueue();
    const log: string[] = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = queue.run(['a', 'b'], async () => {
      await held;
      log.push('first');
      throw new Error('broken');
    });
    const second = queue.run(['b', 'c'], async () => void log.push('second'));
    const third = queue.run(['c', 'a'], async () => void log.push('third'));
    await queue.run(['d'], async () => void log.push('other'));
    await queue.run([], async () => void log.push('none'));
    release();
    await expect(first).rejects.toThrow('broken');
    await Promise.all([second, third]);
    expect(log).toEqual(['other', 'none', 'first', 'second', 'third']);
  });
});

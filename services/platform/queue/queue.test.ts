import { describe, expect, it } from 'vitest';
import { createQueue } from './queue.ts';

describe('queue', () => {
  it('runs work in the order it came, also after a failure, and gives each its own answer', async () => {
    const queue = createQueue();
    const log: string[] = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = queue.run(async () => {
      await held;
      log.push('first');
      throw new Error('broken');
    });
    const second = queue.run(async () => {
      log.push('second');
      return 2;
    });
    await Promise.resolve();
    expect(log).toEqual([]);
    release();
    await expect(first).rejects.toThrow('broken');
    expect(await second).toBe(2);
    expect(log).toEqual(['first', 'second']);
  });
});

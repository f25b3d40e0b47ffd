import { describe, expect, it } from 'vitest';
import { GantryError } from '#contract';
import { type BatcherOptions, createBatcher } from './batcher.ts';
import { pickBatch } from './pick-batch.ts';
import type { EncodedText } from './tokenizer.ts';
import type { Priority, Ticket } from './waiting-line.ts';

const limits = { maxBatchTokens: 4096, maxBatchSize: 32, maxWaitMs: 1 };

function ticket(priority: Priority = 'interactive', signal = new AbortController().signal): Ticket {
  return { signal, priority, sinceMs: performance.now() };
}

function text(mark: number, length = 10): EncodedText {
  return { ids: new Int32Array(length).fill(mark), truncated: false };
}

/** A model whose batches end when the test says so; its vectors are the first id of the text. */
function heldModel(options: Partial<BatcherOptions['limits']> = {}) {
  const batches: number[][] = [];
  const ends: (() => void)[] = [];
  const batcher = createBatcher({
    limits: { ...limits, ...options },
    onStart: () => {},
    run: async (texts) => {
      const marks = texts.map(({ ids }) => ids[0] ?? -1);
      batches.push(marks);
      await new Promise<void>((resolve) => ends.push(resolve));
      return marks.map((mark) => Float32Array.of(mark));
    },
  });
  return {
    batcher,
    batches,
    async endBatch() {
      while (ends.length === 0) await new Promise(setImmediate);
      ends.shift()?.();
      await new Promise(setImmediate);
    },
  };
}

describe('pickBatch', () => {
  it('takes the first and those nearest to it in length, within the limits', () => {
    expect(pickBatch([], limits)).toEqual([]);
    expect(pickBatch([200, 10, 198, 12, 201], limits)).toEqual([0, 4, 2]);
    expect(pickBatch([10, 200, 10, 10], { maxBatchTokens: 4096, maxBatchSize: 2 })).toEqual([0, 2]);
    expect(pickBatch([100, 100, 100], { maxBatchTokens: 256, maxBatchSize: 32 })).toEqual([0, 1]);
    // The first goes even where it alone is over the limit: it would wait for ever.
    expect(pickBatch([256, 256], { maxBatchTokens: 255, maxBatchSize: 32 })).toEqual([0]);
  });

  it('never pads more than an eighth, but for a few tokens', () => {
    const lengths = Array.from({ length: 300 }, (_, index) => 3 + ((index * 7919) % 253));
    const waiting = [...lengths];
    while (waiting.length > 0) {
      const picked = pickBatch(waiting, limits);
      const chosen = picked.map((index) => waiting[index] ?? 0);
      const real = chosen.reduce((sum, length) => sum + length, 0);
      const padded = Math.max(...chosen) * chosen.length;
      expect(padded).toBeLessThanOrEqual(limits.maxBatchTokens);
      expect(padded - real).toBeLessThanOrEqual(Math.max(8, real / 8));
      for (const index of picked.sort((a, b) => b - a)) waiting.splice(index, 1);
    }
  });
});

describe('the batcher', () => {
  it('puts texts of several callers together and gives each its own vector', async () => {
    const { batcher, batches, endBatch } = heldModel();
    const results = [1, 2, 3].map((mark) => batcher.add(ticket(), text(mark)));
    await endBatch();
    expect((await Promise.all(results)).map(([value]) => value)).toEqual([1, 2, 3]);
    expect(batches).toEqual([[1, 2, 3]]);
    expect(batcher.textsPerSecond()).toBeGreaterThan(0);
  });

  it('lets an interactive text pass 2,048 of bulk', async () => {
    const { batcher, batches, endBatch } = heldModel();
    const bulk = Promise.all(Array.from({ length: 2048 }, (_, index) => batcher.add(ticket('bulk'), text(index))));
    const single = batcher.add(ticket(), text(9999));
    await endBatch();
    await endBatch();
    expect((await single)[0]).toBe(9999);
    expect(batches.findIndex((batch) => batch.includes(9999))).toBe(1);
    expect(batches[1]).toEqual([9999]);
    for (let batch = 2; batch < 65; batch += 1) await endBatch();
    expect((await bulk).map(([value]) => value)).toEqual(Array.from({ length: 2048 }, (_, index) => index));
  });

  it('lets bulk go on, slowly, while interactive texts never end', async () => {
    const { batcher, batches, endBatch } = heldModel({ maxBatchSize: 1 });
    const bulk = batcher.add(ticket('bulk'), text(7777));
    for (let mark = 0; mark < 20; mark += 1) void batcher.add(ticket(), text(mark));
    for (let batch = 0; batch < 10; batch += 1) await endBatch();
    expect((await bulk)[0]).toBe(7777);
    expect(batches.flat().indexOf(7777)).toBeLessThanOrEqual(8);
  });

  it('drops what nobody waits for any more, and promotes what someone now waits for in a hurry', async () => {
    const { batcher, batches, endBatch } = heldModel();
    const first = batcher.add(ticket(), text(1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const abort = new AbortController();
    const gone = batcher.add(ticket('bulk', abort.signal), text(2));
    const slow = batcher.add(ticket('bulk'), text(3));
    const hurried = ticket('bulk');
    const promoted = batcher.add(hurried, text(4));
    abort.abort();
    batcher.promote(hurried);
    await expect(gone).rejects.toMatchObject({ code: 'cancelled' });
    for (let batch = 0; batch < 3; batch += 1) await endBatch();
    await Promise.all([first, slow, promoted]);
    expect(batches).toEqual([[1], [4], [3]]);
  });

  it('gives the error of a batch to its texts only, and refuses what waits when it closes', async () => {
    let hasFailed = false;
    const batcher = createBatcher({
      limits,
      onStart: () => {},
      run: async (texts) => {
        if (hasFailed) return texts.map(() => Float32Array.of(1));
        hasFailed = true;
        throw new GantryError('not_ready');
      },
    });
    await expect(batcher.add(ticket(), text(1))).rejects.toMatchObject({ code: 'not_ready' });
    expect(await batcher.add(ticket(), text(2))).toEqual(Float32Array.of(1));
    const waiting = batcher.add(ticket(), text(3));
    batcher.close(new GantryError('draining'));
    await expect(waiting).rejects.toMatchObject({ code: 'draining' });
  });
});

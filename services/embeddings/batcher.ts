import type { GantryError } from '#contract';
import { type BatchLimits, pickBatch } from './pick-batch.ts';
import type { EncodedText } from './tokenizer.ts';
import { createWaitingLine, type Ticket, type Waiting } from './waiting-line.ts';

export interface Batcher {
  /** The vector of one text. @throws GantryError `cancelled`, and what the run of its batch threw */
  add(ticket: Ticket, text: EncodedText): Promise<Float32Array>;
  promote(ticket: Ticket): void;
  /** Texts per second of the batches of late; undefined before the first one. */
  textsPerSecond(): number | undefined;
  /** Refuses what waits. */
  close(error: GantryError): void;
}

export interface BatcherOptions {
  limits: BatchLimits & { maxWaitMs: number };
  /** Runs the model on one batch; vectors in the order of the texts. */
  run: (texts: readonly EncodedText[]) => Promise<Float32Array[]>;
  /** Told when texts leave the queue and their batch begins. */
  onStart: (tickets: readonly Ticket[]) => void;
}

/** Texts looked at for a batch: enough to find some of equal length, few enough to sort in well below 1 ms. */
const lookAhead = 512;
/** While interactive texts keep coming, every eighth batch is one of bulk, so bulk is slow but never stands still. */
const bulkTurn = 8;
/** Weight of what was before in the measured speed: about the last ten batches count. */
const memory = 0.9;

/**
 * Puts the texts of all callers together to batches, one batch at a time. A text waits `maxWaitMs` for others only
 * while the model is idle; what comes while it works goes into the batches after. A batch holds texts of one priority.
 */
export function createBatcher({ limits, run, onStart }: BatcherOptions): Batcher {
  const line = createWaitingLine<EncodedText, Float32Array>();
  const speed = { texts: 0, seconds: 0 };
  let timer: NodeJS.Timeout | undefined;
  let isRunning = false;
  let interactiveBatches = 0;

  function pick(): Waiting<EncodedText, Float32Array>[] {
    const isBulkTurn = line.size('interactive') === 0 || (interactiveBatches >= bulkTurn - 1 && line.size('bulk') > 0);
    interactiveBatches = isBulkTurn ? 0 : interactiveBatches + 1;
    const candidates = line.first(isBulkTurn ? 'bulk' : 'interactive', lookAhead);
    const picked = pickBatch(
      candidates.map(({ payload }) => payload.ids.length),
      limits,
    );
    return picked.flatMap((index) => candidates[index] ?? []);
  }

  async function runAll(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    isRunning = true;
    while (line.size() > 0) {
      const batch = pick();
      line.take(batch);
      onStart(batch.map(({ ticket }) => ticket));
      const startedAtMs = performance.now();
      try {
        const vectors = await run(batch.map(({ payload }) => payload));
        speed.texts = speed.texts * memory + batch.length;
        speed.seconds = speed.seconds * memory + (performance.now() - startedAtMs) / 1000;
        batch.forEach(({ resolve, reject }, index) => {
          const vector = vectors[index];
          if (vector === undefined) reject(new Error('The model gave fewer vectors than texts'));
          else resolve(vector);
        });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    isRunning = false;
  }

  function wake(): void {
    if (isRunning) return;
    if (limits.maxWaitMs === 0 || line.size() >= limits.maxBatchSize) void runAll();
    else timer ??= setTimeout(() => void runAll(), limits.maxWaitMs);
  }

  return {
    add(ticket, text) {
      const result = line.wait(ticket, text);
      wake();
      return result;
    },
    promote: line.promote,
    textsPerSecond: () => (speed.seconds === 0 ? undefined : speed.texts / speed.seconds),
    close(error) {
      clearTimeout(timer);
      line.rejectAll(error);
    },
  };
}

import { GantryError } from '#contract';
import type { Log } from '#platform/log';
import { builtFile } from '#platform/paths';
import { architecture } from './model-files/architecture.ts';
import { sliceText } from './text-slices.ts';
import type { TokenizerData, TokenizerReply, TokenizerRequest } from './tokenizer-worker.ts';
import { createWaitingLine, type Ticket, type Waiting } from './waiting-line.ts';
import { createWorkerLink, type WorkerState } from './worker-link.ts';

/** A text as the model reads it, marks included. */
export interface EncodedText {
  ids: Int32Array;
  truncated: boolean;
}

export interface Tokenizer {
  start(): Promise<void>;
  /** @throws GantryError `cancelled`, `not_ready`, `draining` */
  encode(ticket: Ticket, text: string): Promise<EncodedText>;
  /** Tokens of each text without marks, uncut; gives way to `encode`. @throws as `encode` */
  count(texts: readonly string[], signal?: AbortSignal): Promise<number[]>;
  promote(ticket: Ticket): void;
  state(): WorkerState;
  close(): Promise<void>;
}

interface Job {
  text: string;
  isCounted: boolean;
}

/** One request to the worker is kept short (about 10 ms), so that an interactive text never waits long behind bulk. */
const textsAtOnce = 64;
const charsAtOnce = 32_768;

/** The tokenizer in a thread of its own, beside the one of the model, so that both work at the same time. */
export function createTokenizer({ tokenizerFile, log }: { tokenizerFile: string; log: Log }): Tokenizer {
  const data: TokenizerData = { tokenizerFile };
  const link = createWorkerLink<TokenizerRequest, TokenizerReply>({
    name: 'the tokenizer worker',
    file: builtFile('services/embeddings/tokenizer-worker.js'),
    data,
    log,
  });
  const line = createWaitingLine<Job, EncodedText & { tokens: number }>();
  let isWorking = false;

  function pick(): Waiting<Job, EncodedText & { tokens: number }>[] {
    const candidates = line.first(line.size('interactive') > 0 ? 'interactive' : 'bulk', textsAtOnce);
    const isCounted = candidates[0]?.payload.isCounted;
    let chars = 0;
    const end = candidates.findIndex(({ payload }, index) => {
      chars += payload.text.length;
      return payload.isCounted !== isCounted || (index > 0 && chars > charsAtOnce);
    });
    return end === -1 ? candidates : candidates.slice(0, end);
  }

  async function work(): Promise<void> {
    if (isWorking) return;
    isWorking = true;
    // The texts of one request are submitted in one go: a microtask later all of them are there.
    await Promise.resolve();
    while (line.size() > 0) {
      const picked = pick();
      line.take(picked);
      try {
        const maxTokens = picked[0]?.payload.isCounted ? undefined : architecture.maxTokens;
        const { ids, lengths, truncated } = await link.call({ texts: picked.map(({ payload }) => payload.text), maxTokens });
        let from = 0;
        picked.forEach(({ resolve }, index) => {
          const tokens = lengths[index] ?? 0;
          resolve({ tokens, ids: ids.subarray(from, from + tokens), truncated: truncated[index] === 1 });
          from += tokens;
        });
      } catch (error) {
        for (const { reject } of picked) reject(error);
      }
    }
    isWorking = false;
  }

  function submit(ticket: Ticket, job: Job): Promise<EncodedText & { tokens: number }> {
    const result = line.wait(ticket, job);
    void work();
    return result;
  }

  return {
    start: link.start,
    encode: (ticket, text) => submit(ticket, { text, isCounted: false }),
    async count(texts, signal = new AbortController().signal) {
      const perText = texts.map((text) =>
        [...sliceText(text, charsAtOnce)].map((slice) =>
          submit({ signal, priority: 'bulk', sinceMs: performance.now() }, { text: slice, isCounted: true }),
        ),
      );
      const counts = await Promise.all(perText.map((slices) => Promise.all(slices)));
      return counts.map((slices) => slices.reduce((sum, { tokens }) => sum + tokens, 0));
    },
    promote: line.promote,
    state: link.state,
    close() {
      line.rejectAll(new GantryError('draining'));
      return link.close();
    },
  };
}

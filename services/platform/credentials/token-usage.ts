import { z } from 'zod';
import type { Token } from '#contract';
import { readIfThere, writeDurably } from '#platform/files';
import type { Log } from '#platform/log';

const count = z.number().int().nonnegative();
const usedSchema = z.object({ requests: count, errors: count, tokens: count, limited: count, last_used_at: z.iso.datetime().nullable() });
const fileSchema = z.record(z.uuid(), usedSchema);

export type Used = Pick<Token, 'requests' | 'errors' | 'tokens' | 'limited' | 'last_used_at'>;

/** What each token was used for, by its id. Holds no secret and no content of a request. */
export interface TokenUsage {
  of(id: string): Used;
  /** A request of this token has come in. */
  begin(id: string): void;
  /** A request of this token was answered with 4xx or 5xx. */
  fail(id: string): void;
  /** A request of this token was refused by its rate limit. */
  limit(id: string): void;
  /** A request of this token used so many tokens of a model. */
  addTokens(id: string, tokens: number): void;
  forget(id: string): void;
  /** Writes what is not written yet. */
  close(): Promise<void>;
}

const writeEveryMs = 5000;
const unused: Used = { requests: 0, errors: 0, tokens: 0, limited: 0, last_used_at: null };

export interface TokenUsageOptions {
  file: string;
  log: Log;
  now?: () => number;
  /** How long counts may be in memory only. Default 5 s. */
  everyMs?: number;
}

/**
 * Counts in memory and writes `file` at most every 5 s and at the close, so a request costs no disk. A crash loses the
 * counts of the last seconds, never a token.
 */
export async function createTokenUsage({ file, log, now = Date.now, everyMs = writeEveryMs }: TokenUsageOptions): Promise<TokenUsage> {
  const counts = new Map<string, Used>(Object.entries(await read(file, log)));
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  function write(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing
      .then(() => writeDurably(file, JSON.stringify(Object.fromEntries(counts))))
      .catch((error: unknown) => log.warn({ err: error }, 'usage of tokens not written'));
    return writing;
  }

  const plan = () => {
    timer ??= setTimeout(() => void write(), everyMs).unref();
  };

  /** Only `begin` makes an entry, so that a request that ends after its token was revoked leaves none behind. */
  function change(id: string, edit: (used: Used) => Partial<Used>): void {
    const used = counts.get(id);
    if (used === undefined) return;
    counts.set(id, { ...used, ...edit(used) });
    plan();
  }

  return {
    of: (id) => ({ ...(counts.get(id) ?? unused) }),
    begin(id) {
      const used = counts.get(id) ?? unused;
      counts.set(id, { ...used, requests: used.requests + 1, last_used_at: new Date(now()).toISOString() });
      plan();
    },
    fail: (id) => change(id, ({ errors }) => ({ errors: errors + 1 })),
    limit: (id) => change(id, ({ limited }) => ({ limited: limited + 1 })),
    addTokens: (id, more) => change(id, ({ tokens }) => ({ tokens: tokens + more })),
    forget(id) {
      if (counts.delete(id)) plan();
    },
    close: () => (timer === undefined ? writing : write()),
  };
}

/** Counts are worth less than a start: what cannot be read begins anew. */
async function read(file: string, log: Log): Promise<Record<string, Used>> {
  try {
    return fileSchema.parse(JSON.parse((await readIfThere(file)) ?? '{}'));
  } catch (error) {
    log.warn({ err: error, file }, 'usage of tokens not readable; it is counted anew');
    return {};
  }
}

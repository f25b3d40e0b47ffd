import { createInterface } from 'node:readline/promises';
import { GantryError } from '#contract';
import type { Io } from './io.ts';

export interface ConfirmOptions {
  question: string;
  /** `--yes` was given. */
  yes: boolean;
  /** Something is lost for good: where nobody can be asked, it is refused. */
  isDestructive: boolean;
  /** What did not happen, as a sentence. */
  refused: string;
}

/**
 * Asks before a change. Where nobody can be asked, only what destroys something is refused.
 * @throws GantryError `cancelled` when the answer is no, or none can be given
 */
export async function confirm(io: Io, { question, yes, isDestructive, refused }: ConfirmOptions): Promise<void> {
  if (yes || (!isDestructive && !canAsk(io))) return;
  if (canAsk(io) && (await askYesOrNo(io, question)) === 'yes') return;
  throw new GantryError('cancelled', { message: refused, fix: 'Say --yes to go on without being asked.' });
}

/** Whether a person sits at both ends. */
export function canAsk(io: Io): boolean {
  return Boolean(io.stdin.isTTY && io.stderr.isTTY);
}

/** Asks on stderr. `interrupted`: Ctrl-C instead of an answer. Anything but y and yes is no, an abort of `signal` too. */
export async function askYesOrNo(io: Io, question: string, signal?: AbortSignal): Promise<'yes' | 'no' | 'interrupted'> {
  const prompt = createInterface({ input: io.stdin, output: io.stderr });
  try {
    return await new Promise((resolve) => {
      // The prompt reads the keys itself, so Ctrl-C comes here and not as a signal.
      prompt.once('SIGINT', () => resolve('interrupted'));
      prompt.once('close', () => resolve('no'));
      void prompt.question(`${question} [y/N] `, signal === undefined ? {} : { signal }).then(
        (answer) => resolve(/^y(es)?$/i.test(answer.trim()) ? 'yes' : 'no'),
        () => resolve('no'),
      );
    });
  } finally {
    prompt.close();
    io.stdin.pause();
  }
}

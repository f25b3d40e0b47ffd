import { type ErrorCode, GantryError } from '#contract';

/** What was done so far and how it is taken back. */
export interface TakeBack {
  undo(what: string, back: () => Promise<void>): void;
  step(text: string): void;
}

/**
 * Does work in steps; where one fails, what was done before is taken back in reverse order.
 * @throws GantryError with the step that failed, what was restored and what could not be; code and fix of the step
 */
export async function withTakeBack(
  { name, onStep }: { name: string; onStep(text: string): void },
  work: (back: TakeBack) => Promise<void>,
): Promise<void> {
  const done: { what: string; back: () => Promise<void> }[] = [];
  let step = 'begins';
  try {
    await work({
      undo: (what, back) => void done.push({ what, back }),
      step(text) {
        step = text;
        onStep(text);
      },
    });
  } catch (error) {
    const restored: string[] = [];
    const lost: string[] = [];
    for (const { what, back } of done.reverse()) {
      onStep(`takes back: ${what}`);
      try {
        await back();
        restored.push(what);
      } catch (failure) {
        lost.push(`${what} (${wordsOf(failure)})`);
      }
    }
    const outcome = [
      ...(restored.length === 0 ? [] : [`Restored: ${restored.join('; ')}.`]),
      ...(lost.length === 0 ? [] : [`Not restored: ${lost.join('; ')}.`]),
      ...(restored.length + lost.length === 0 ? ['Nothing was changed.'] : []),
    ].join(' ');
    throw new GantryError(codeOf(error), {
      message: `${name}: the step "${step}" failed: ${wordsOf(error)}. ${outcome}`,
      field: name,
      fix: lost.length > 0 ? `Repair it with: npm run gantry -- credentials repair ${name}` : fixOf(error),
      cause: error,
    });
  }
}

function codeOf(error: unknown): ErrorCode {
  return error instanceof GantryError ? error.code : 'internal';
}

function fixOf(error: unknown): string {
  return error instanceof GantryError && error.fix !== undefined ? error.fix : 'Correct the cause, then resume the task.';
}

/** Words of our own errors only: those of others might hold what they were given. */
function wordsOf(error: unknown): string {
  return error instanceof GantryError ? error.message.replace(/[.]$/, '') : 'an unexpected error; the log has it';
}

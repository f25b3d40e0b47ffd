import type { Task } from '#contract';
import { describeProgress } from './describe-progress.ts';
import { printable } from './printable.ts';
import { cutToWidth } from './text-width.ts';

/** Without a terminal, a line this often is enough to see that it goes on and does not fill a log. */
const sparseMs = 5000;

export interface ProgressLine {
  show(task: Task): void;
  /** A line of its own, above the one that is rewritten. */
  say(text: string): void;
  /** Takes the rewritten line away. */
  end(): void;
}

/** The progress of a task: one line that is rewritten on a terminal, sparse lines elsewhere. */
export function createProgressLine(stream: NodeJS.WriteStream, now: () => number = Date.now): ProgressLine {
  let shownAt = Number.NEGATIVE_INFINITY;
  const clear = () => {
    if (stream.isTTY) stream.write('\r\u001b[2K');
  };
  return {
    show(task) {
      const { current } = task.progress;
      const line = printable(`${task.title}: ${describeProgress(task)}${current === undefined ? '' : `  ${current}`}`);
      if (stream.isTTY) {
        clear();
        // One cell stays free: a full line would wrap and could not be rewritten.
        stream.write(cutToWidth(line, Math.max(1, stream.columns - 1)));
      } else if (now() - shownAt >= sparseMs) {
        shownAt = now();
        stream.write(`${line}\n`);
      }
    },
    say(text) {
      clear();
      stream.write(`${text}\n`);
    },
    end: clear,
  };
}

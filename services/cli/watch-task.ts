import type { Client } from '#client';
import type { Task } from '#contract';
import { exitCodes } from './exit-codes.ts';
import { followTask } from './follow-task.ts';
import { hint } from './hint.ts';
import type { Io } from './io.ts';
import { printJson } from './output.ts';
import { printTaskOutcome } from './print-task.ts';
import { createProgressLine } from './progress-line.ts';

/**
 * Shows a task until it is over, then its outcome. Ctrl-C ends the watching only: the work goes on, for it was asked
 * for and can be cancelled by name. Exit 1 when it failed or some of its items did.
 */
export async function watchTask(io: Io, { client, task, json }: { client: Client; task: Task; json: boolean }): Promise<void> {
  const stop = new AbortController();
  const stopListening = io.onInterrupt(() => stop.abort());
  const line = createProgressLine(io.stderr);
  try {
    const over = await followTask({
      client,
      id: task.id,
      signal: stop.signal,
      onProgress: (now) => {
        if (!json) line.show(now);
      },
    });
    line.end();
    if (over === undefined) {
      io.stderr.write(describeDetached(io, task.id));
      io.setExitCode(exitCodes.interrupted);
      return;
    }
    if (json) printJson(io, over);
    else printTaskOutcome(io, over);
    io.setExitCode(over.state === 'succeeded' && over.failed === 0 ? exitCodes.ok : exitCodes.failed);
  } catch (error) {
    line.end();
    io.stderr.write(`The task is not lost; when a host runs: ${hint(io, `tasks show --follow ${task.id}`)}\n`);
    throw error;
  } finally {
    stopListening();
  }
}

/** What is said when the watching ended before the task did. */
export function describeDetached(io: Io, id: string): string {
  return `The task goes on.\nFollow it: ${hint(io, `tasks show --follow ${id}`)}\nCancel it: ${hint(io, `tasks cancel ${id}`)}\n`;
}

import type { Client } from '#client';
import type { Task } from '#contract';
import { exitCodes } from './exit-codes.ts';
import { followTask } from './follow-task.ts';
import { hint } from './hint.ts';
import type { Io } from './io.ts';
import { printJson } from './output.ts';
import { printTaskOutcome } from './print-task.ts';
import { createProgressLine } from './progress-line.ts';

export interface WatchTaskOptions {
  client: Client;
  task: Task;
  json: boolean;
  /** As of `followTask`. */
  patienceMs?: number;
  /** Prints what came of it in place of the task itself. False: it did not end well, whatever the task says. */
  print?(over: Task): Promise<boolean>;
}

/**
 * Shows a task until it is over, then its outcome. Ctrl-C ends the watching only: the work goes on, for it was asked
 * for and can be cancelled by name. Exit 1 when it failed or some of its items did.
 */
export async function watchTask(io: Io, { client, task, json, patienceMs, print }: WatchTaskOptions): Promise<void> {
  const stop = new AbortController();
  const stopListening = io.onInterrupt(() => stop.abort());
  const line = createProgressLine(io.stderr);
  try {
    const over = await followTask({
      client,
      id: task.id,
      signal: stop.signal,
      ...(patienceMs === undefined ? {} : { patienceMs }),
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
    let isWell = true;
    if (print !== undefined) isWell = await print(over);
    else if (json) printJson(io, over);
    else printTaskOutcome(io, over);
    io.setExitCode(isWell && over.state === 'succeeded' && over.failed === 0 ? exitCodes.ok : exitCodes.failed);
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

import type { Task, TaskProblem } from '#contract';
import { describeProgress, formatDone } from './describe-progress.ts';
import { hint, withLocalHints } from './hint.ts';
import type { Io } from './io.ts';
import { printLine, printTable } from './output.ts';
import { printable } from './printable.ts';
import { formatCount, formatSeconds, formatTime } from './quantities.ts';
import { paint, paintState } from './style.ts';

const shownProblems = 20;

/** A task in words: state, progress, why, when, and what it went past. */
export function printTask(io: Io, task: Task): void {
  printLine(io, `${paintState(io.stdout, task.state)}  ${printable(task.title)}`);
  printLine(io, `  ${describeProgress(task)}`);
  printLine(io, `  Id:      ${task.id}`);
  printLine(io, `  Cause:   ${printable(task.cause)}`);
  printLine(io, `  Created: ${formatTime(task.created_at)}`);
  if (task.ended_at !== undefined) printLine(io, `  Ended:   ${formatTime(task.ended_at)}`);
  printTaskEnd(io, task);
}

/** How a task that was watched came to its end. */
export function printTaskOutcome(io: Io, task: Task): void {
  const took = task.started_at && task.ended_at ? (Date.parse(task.ended_at) - Date.parse(task.started_at)) / 1000 : undefined;
  printLine(
    io,
    `${paintState(io.stdout, task.state)}  ${printable(task.title)}: ${formatDone(task.progress.done, task.progress.unit)}` +
      `${took === undefined ? '' : ` in ${formatSeconds(took)}`}, ${formatCount(task.skipped)} skipped, ${formatCount(task.failed)} failed`,
  );
  printTaskEnd(io, task);
}

function printTaskEnd(io: Io, task: Task): void {
  const figures = Object.entries(task.result ?? {}).filter(([, value]) => typeof value === 'number');
  if (figures.length > 0) printLine(io, `  ${figures.map(([name, value]) => `${name} ${formatCount(Number(value))}`).join('  ')}`);
  printTaskFailure(io, task);
}

/** Why it failed with the fix, how to go on, and what it went past. */
export function printTaskFailure(io: Io, task: Task): void {
  if (task.error !== undefined) {
    printLine(io, paint(io.stdout, 'red', `  ${printable(withLocalHints(io, task.error.message))}`));
    if (task.error.fix !== undefined) printLine(io, `  Fix:  ${printable(withLocalHints(io, task.error.fix))}`);
    printLine(io, `  Code: ${task.error.code}`);
  }
  if (task.resumable) printLine(io, `  Go on with it: ${hint(io, `tasks resume ${task.id}`)}`);
  printProblems(io, task);
}

function printProblems(io: Io, task: Task): void {
  if (task.problems.length === 0) return;
  // What failed is what somebody must look at; what was skipped was skipped on purpose.
  const rows = [...task.problems].sort((a, b) => Number(b.kind === 'failed') - Number(a.kind === 'failed')).slice(0, shownProblems);
  printLine(io);
  printTable<TaskProblem>(io, {
    columns: [
      { title: 'Kind', value: ({ kind }) => kind, style: (cell, { kind }) => paint(io.stdout, kind === 'failed' ? 'red' : 'dim', cell) },
      { title: 'Code', value: ({ code }) => code },
      { title: 'Item', value: ({ item }) => item, canShrink: true },
      { title: 'Why', value: ({ message }) => message, canShrink: true },
    ],
    rows,
  });
  const rest = task.skipped + task.failed - rows.length;
  if (rest > 0)
    printLine(io, `and ${formatCount(rest)} more; the first ${task.problems.length}: ${hint(io, `tasks show --json ${task.id}`)}`);
}

import { GantryError, type Plan, type PlanProblem, type PlanStep } from '#contract';
import { withLocalHints } from '../hint.ts';
import type { Io } from '../io.ts';
import { printLine, printTable } from '../output.ts';
import { printable } from '../printable.ts';
import { formatMemory } from '../quantities.ts';
import { paint } from '../style.ts';

const idle: PlanStep['action'] = 'keep';

/** A plan in words: its steps in order with their reasons, what it destroys, its memory, and what stands in its way. */
export function printPlan(io: Io, plan: Plan): void {
  if (plan.steps.length === 0) printLine(io, 'There is nothing to do.');
  else printSteps(io, plan.steps);
  const changes = plan.steps.filter(({ action }) => action !== idle && action !== 'wait').length;
  if (plan.steps.length > 0) {
    printLine(io);
    printLine(
      io,
      changes === 0 ? 'Everything is as the file says.' : `${changes} ${changes === 1 ? 'change' : 'changes'}; nothing was done yet.`,
    );
  }
  if (plan.memory !== null && plan.memory.limit_bytes > 0) printLine(io, describeMemory(plan.memory));
  for (const lost of plan.destroys) printLine(io, `${paint(io.stdout, 'red', 'Destroys')}  ${printable(lost)}`);
  if (plan.problems.length > 0) printLine(io);
  for (const problem of plan.problems) printProblem(io, io.stdout, problem);
}

function printSteps(io: Io, steps: readonly PlanStep[]): void {
  printTable<PlanStep & { number: number }>(io, {
    columns: [
      { title: '#', value: ({ number }) => String(number), align: 'right' },
      { title: 'Step', value: ({ action }) => action, style: (cell, { action }) => paint(io.stdout, formatOf(action), cell) },
      { title: 'What', value: ({ subject }) => subject, canShrink: true },
      { title: 'After', value: ({ after }) => after.join(', '), canShrink: true },
      { title: 'Why', value: ({ reason }) => reason, canShrink: true },
    ],
    rows: steps.map((step, index) => ({ ...step, number: index + 1 })),
  });
}

function formatOf(action: PlanStep['action']): 'dim' | 'red' | 'cyan' {
  if (action === idle) return 'dim';
  return action === 'remove-volume' || action === 'remove' ? 'red' : 'cyan';
}

function describeMemory({ needed_bytes: needed, limit_bytes: limit, available_bytes: available }: NonNullable<Plan['memory']>): string {
  const machine = available === null ? '' : `, the machine has ${formatMemory(available)}`;
  return `Memory: ${formatMemory(needed)} needed, ${formatMemory(limit)} at most${machine}.`;
}

/** One thing in the way or worth knowing, with what to do about it. */
export function printProblem(io: Io, stream: NodeJS.WriteStream, { code, message, fix, is_blocking: isBlocking }: PlanProblem): void {
  const mark = isBlocking ? paint(stream, 'red', 'In the way') : paint(stream, 'yellow', 'Note');
  stream.write(`${mark}  ${printable(withLocalHints(io, message))}\n`);
  if (fix !== undefined) stream.write(`  Fix:  ${printable(withLocalHints(io, fix))}\n`);
  if (isBlocking) stream.write(`  Code: ${code}\n`);
}

/**
 * Says on stderr what is worth knowing before the plan is carried out.
 * @throws GantryError with the code of the first problem that stands in the way
 */
export function expectFeasible(io: Io, plan: Plan, json: boolean): void {
  const blocking = plan.problems.filter((problem) => problem.is_blocking);
  const [first, ...others] = blocking;
  if (!json) for (const problem of [...plan.problems.filter((each) => !each.is_blocking), ...others]) printProblem(io, io.stderr, problem);
  if (first === undefined) return;
  const count = blocking.length === 1 ? '' : ` (1 of ${blocking.length} problems)`;
  throw new GantryError(first.code, {
    message: `${first.message}${count}`,
    ...(first.service === null ? {} : { field: first.service }),
    ...(first.fix === undefined ? {} : { fix: first.fix }),
  });
}

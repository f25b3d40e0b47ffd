import type { Service, StartTimes, Task } from '#contract';
import { hint, withLocalHints } from '../hint.ts';
import type { Io } from '../io.ts';
import { printLine, printTable } from '../output.ts';
import { printTaskFailure } from '../print-task.ts';
import { printable } from '../printable.ts';
import { formatSeconds } from '../quantities.ts';
import { paintState } from '../style.ts';
import { readStartReport, type StartReport } from './start-report.ts';

/** How a start or stop ended: state and total time, time per phase, critical path; or why not, and which services are not well. */
export function printChange(io: Io, task: Task, services: readonly Service[]): void {
  const report = readStartReport(task.result);
  const tookMs = report.totalMs ?? (task.started_at && task.ended_at ? Date.parse(task.ended_at) - Date.parse(task.started_at) : undefined);
  const took = tookMs === undefined ? '' : ` in ${formatSeconds(tookMs / 1000)}`;
  printLine(io, `${paintState(io.stdout, task.state)}  ${printable(task.title)}${took}`);
  if (report.services.length > 0) printTimes(io, report);
  if (report.criticalPath.length > 0) printLine(io, `Critical path: ${printable(report.criticalPath.join(' → '))}`);
  if (report.stopped.length > 0) printLine(io, `Stopped: ${printable(report.stopped.join(', '))}`);
  if (report.volumesRemoved.length > 0) printLine(io, `Volumes deleted: ${printable(report.volumesRemoved.join(', '))}`);
  printTaskFailure(io, task);
  if (task.state !== 'succeeded') printUnwell(io, task, services);
}

type Row = StartReport['services'][number];

function printTimes(io: Io, { services }: StartReport): void {
  const column = (title: string, phase: keyof StartTimes) => ({
    title,
    value: (row: Row) => asSeconds(row[phase]),
    align: 'right' as const,
  });
  printTable<Row>(io, {
    columns: [
      { title: 'Service', value: ({ name }) => name, canShrink: true },
      column('Waited', 'waited_ms'),
      column('Pulled', 'pulled_ms'),
      column('Created', 'created_ms'),
      column('Started', 'started_ms'),
      column('Ready', 'ready_ms'),
      { title: 'Total', value: (row) => asSeconds(totalOf(row)), align: 'right' },
    ],
    rows: services,
  });
}

function totalOf({ name: _name, ...times }: Row): number | undefined {
  const known = Object.values(times);
  return known.length === 0 ? undefined : known.reduce((sum, ms) => sum + ms, 0);
}

/** Nothing for what took no time or is not known, so that the figures that matter stand out. */
function asSeconds(ms: number | undefined): string {
  if (ms === undefined || ms === 0) return '';
  return ms < 950 ? `${Math.max(1, Math.round(ms))} ms` : formatSeconds(ms / 1000);
}

/** The services at the root of it, as far as the task's own error has not said it already. */
function printUnwell(io: Io, { error }: Task, services: readonly Service[]): void {
  for (const { name, state, phase, reason, fix, root } of services) {
    const isSaid = error?.message.includes(`${name}: ${reason}`) === true && (fix === undefined || fix === error.fix);
    if (state === 'ok' || state === 'stopped' || (root !== null && root !== name) || isSaid) continue;
    printLine(io, `${paintState(io.stdout, state, phase)}  ${printable(`${name}: ${reason}`)}`);
    if (fix !== undefined) printLine(io, `  Fix:  ${printable(withLocalHints(io, fix))}`);
    if (fix?.includes(` why ${name}`) !== true) printLine(io, `  Why:  ${hint(io, `why ${name}`)}`);
  }
}

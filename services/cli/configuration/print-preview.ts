import type { ConfigEffect, ConfigProblem, DryRun, Output } from '#contract';
import type { Io } from '../io.ts';
import { printable } from '../printable.ts';
import { paint } from '../style.ts';

type Preview = Output<'config.preview'>;

/** What a change would do, on stderr: diff, effects, dry runs, and the mistakes in it. */
export function printPreview(io: Io, { diff, effect, dry_runs: dryRuns, problems }: Preview, file: string): void {
  printDiff(io.stderr, diff);
  printProblems(io, problems, file);
  for (const line of describeEffect(effect)) io.stderr.write(`${printable(line)}\n`);
  for (const run of dryRuns) printDryRun(io, run);
}

/** A unified diff in its colours. */
export function printDiff(stream: NodeJS.WriteStream, diff: string): void {
  const lines = diff.endsWith('\n') ? diff.slice(0, -1).split('\n') : diff.split('\n');
  if (diff === '') return;
  for (const line of lines) {
    const isHead = /^(Index:|===|\+\+\+|---|@@|\\)/.test(line);
    const format = isHead ? 'dim' : line.startsWith('+') ? 'green' : line.startsWith('-') ? 'red' : undefined;
    const text = printable(line);
    stream.write(`${format === undefined ? text : paint(stream, format, text)}\n`);
  }
}

/** Each mistake with the line of the file, as compilers write it. */
export function printProblems(io: Io, problems: readonly ConfigProblem[], file: string): void {
  for (const problem of problems) io.stderr.write(`${paint(io.stderr, 'red', printable(describeProblem(problem, file)))}\n`);
}

/** `config.yaml:3: server.port must be …` */
export function describeProblem({ key, line, rule }: ConfigProblem, file: string): string {
  return `${file}${line === null ? '' : `:${line}`}: ${key === null ? '' : `${key} `}${rule}`;
}

function describeEffect({ at_once: atOnce, host, services }: ConfigEffect): string[] {
  return [
    atOnce.length === 0 ? [] : `Counts at once: ${atOnce.join(', ')}`,
    host.length === 0 ? [] : `Gantry itself starts again for: ${host.join(', ')}`,
    services.length === 0 ? [] : `Made anew, or given new limits: ${services.join(', ')}`,
  ].flat();
}

const stateFormats = { passed: 'green', failed: 'red', skipped: 'dim' } as const;

function printDryRun(io: Io, { service, command, state, output }: DryRun): void {
  const title = printable(`${command}${service === null ? '' : ` (${service})`}`);
  const detail = state === 'passed' || output === '' ? '' : `: ${state === 'skipped' ? printable(output) : ''}`;
  io.stderr.write(`${paint(io.stderr, stateFormats[state], state)}  ${title}${detail}\n`);
  if (state !== 'failed') return;
  for (const line of output.trimEnd().split('\n')) io.stderr.write(`  ${printable(line)}\n`);
}

import type { Finding, Probe, Why } from '#contract';
import { hint, withLocalHints } from '../hint.ts';
import type { Io } from '../io.ts';
import { printLine } from '../output.ts';
import { printable } from '../printable.ts';
import { formatSeconds, formatTime } from '../quantities.ts';
import { paint, paintState } from '../style.ts';
import { printLogLine } from './print-log-line.ts';

const shownProbes = 3;
const shownProbeLines = 4;
const shownHistory = 5;

/** Why a service is as it is: in one sentence, then the chain to the root, findings with fix, and the evidence. */
export function printWhy(io: Io, why: Why): void {
  printLine(io, `${paintState(io.stdout, why.state, why.phase)}  ${printable(why.service)}: ${printable(withLocalHints(io, why.summary))}`);
  if (why.last_healthy_at !== null) printLine(io, paint(io.stdout, 'dim', `Last healthy ${formatTime(why.last_healthy_at)}`));
  if (why.chain.length > 1) {
    printTitle(io, 'Chain');
    for (const [depth, { service, state, reason }] of why.chain.entries()) {
      const arrow = depth === 0 ? '' : `${'  '.repeat(depth - 1)}└ `;
      printLine(io, `  ${arrow}${printable(service)}  ${paintState(io.stdout, state)}  ${printable(withLocalHints(io, reason))}`);
    }
  }
  for (const finding of why.findings) printFinding(io, finding);
  if (why.changes.length > 0) {
    printTitle(io, 'Changed since it was last healthy');
    for (const { what, detail } of why.changes) printLine(io, `  ${what}: ${printable(detail)}`);
  }
  printExit(io, why.exit);
  printProbes(io, why);
  if (why.lines.length > 0) printTitle(io, why.root === null || why.root === why.service ? 'Log' : `Log of ${why.root}`);
  for (const line of why.lines) printLogLine(io, line, { indent: '  ' });
  if (why.history.length > 0) printTitle(io, 'What happened');
  for (const { at, what, reason } of why.history.slice(0, shownHistory))
    printLine(io, `  ${formatTime(at)}  ${printable(what)}${reason === '' ? '' : `: ${printable(reason)}`}`);
  if (why.lines.length > 0) {
    printLine(io);
    printLine(io, paint(io.stdout, 'dim', `More: ${hint(io, `logs ${why.root ?? why.service}`)}`));
  }
}

function printTitle(io: Io, title: string): void {
  printLine(io);
  printLine(io, paint(io.stdout, 'bold', printable(title)));
}

function printFinding(io: Io, { title, message, evidence, fix, actions }: Finding): void {
  printTitle(io, title);
  printLine(io, `  ${printable(withLocalHints(io, message))}`);
  for (const line of evidence) printLine(io, `  ${paint(io.stdout, 'dim', `· ${printable(line)}`)}`);
  printLine(io, `  Fix:  ${printable(withLocalHints(io, fix))}`);
  for (const { label, command, destroys } of actions) {
    printLine(io, `    ${printable(label)}${command === null ? '' : `: ${printable(withLocalHints(io, command))}`}`);
    if (destroys !== null) printLine(io, paint(io.stdout, 'red', `    Destroys ${printable(destroys)}`));
  }
}

function printExit(io: Io, exit: Why['exit']): void {
  if (exit === null) return;
  printTitle(io, 'How it ended');
  const marks = [exit.signal === null ? [] : `signal ${exit.signal}`, exit.out_of_memory ? 'out of memory' : []].flat();
  printLine(io, `  Exit code ${exit.code}${marks.length === 0 ? '' : ` (${marks.join(', ')})`}: ${printable(exit.meaning)}`);
  if (exit.at !== null) printLine(io, `  At ${formatTime(exit.at)}`);
  if (exit.error !== null) printLine(io, `  The engine says: ${printable(exit.error)}`);
}

function printProbes(io: Io, { healthcheck, probes }: Why): void {
  if (healthcheck === null && probes.length === 0) return;
  printTitle(io, 'Health check');
  if (healthcheck !== null) {
    const { command, interval_ms: every, timeout_ms: timeout, retries, start_period_ms: grace } = healthcheck;
    const seconds = (ms: number) => formatSeconds(ms / 1000);
    printLine(io, `  ${printable(command)}`);
    printLine(
      io,
      paint(io.stdout, 'dim', `  every ${seconds(every)}, ${seconds(timeout)} each, ${retries} retries, start period ${seconds(grace)}`),
    );
  }
  for (const probe of probes.slice(0, shownProbes)) printProbe(io, probe);
}

function printProbe(io: Io, { at, by, exit_code: code, duration_ms: ms, output }: Probe): void {
  const outcome = code === null ? 'did not end in time' : `exit ${code}`;
  printLine(
    io,
    `  ${formatTime(at)}  ${paint(io.stdout, code === 0 ? 'green' : 'red', outcome)} after ${formatSeconds(ms / 1000)}, by ${by}`,
  );
  const lines = output.split(/\r?\n/).filter((line) => line.trim() !== '');
  for (const line of lines.slice(-shownProbeLines)) printLine(io, `    ${printable(line)}`);
}

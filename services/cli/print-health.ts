import type { Health, Part } from '#contract';
import type { HostAddress } from '#platform/paths';
import { withLocalHints } from './hint.ts';
import type { Io } from './io.ts';
import { printLine, printTable } from './output.ts';
import { printable } from './printable.ts';
import { paint, paintState } from './style.ts';

/** The host in words: one line for all, a table of the parts, and below it what to do about those that are not well. */
export function printHealth(io: Io, health: Health, { url, pid }: HostAddress): void {
  printLine(io, `${paintState(io.stdout, health.state)}  ${printable(health.summary)}`);
  printLine(io, paint(io.stdout, 'dim', `Gantry ${health.version} at ${url}, process ${pid}, storage ${health.storage}`));
  if (health.draining) printLine(io, 'The host is shutting down.');
  printLine(io);
  printTable<Part>(io, {
    columns: [
      { title: 'State', value: ({ state }) => state, style: (cell, { state }) => paintState(io.stdout, state, cell) },
      { title: 'Part', value: ({ title }) => title },
      { title: 'Reason', value: ({ reason }) => reason, canShrink: true },
    ],
    rows: health.parts,
  });
  for (const part of health.parts) printTroubles(io, part);
}

function printTroubles(io: Io, part: Part): void {
  const checks = part.checks.filter(({ state }) => state !== 'ok');
  if (part.state === 'ok' && checks.length === 0) return;
  printLine(io);
  printLine(io, `${part.title}: ${printable(part.reason)}`);
  if (part.fix !== undefined) printLine(io, `  Fix:   ${printable(withLocalHints(io, part.fix))}`);
  for (const { title, state, evidence, cause, fix } of checks) {
    printLine(io, `  ${paintState(io.stdout, state)}  ${printable(title)}: ${printable(evidence)}`);
    if (cause !== undefined) printLine(io, `  Cause: ${printable(cause)}`);
    if (fix !== undefined && fix !== part.fix) printLine(io, `  Fix:   ${printable(withLocalHints(io, fix))}`);
  }
}

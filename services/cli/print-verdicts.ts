import type { Health, State } from '#contract';
import { withLocalHints } from './hint.ts';
import type { Io } from './io.ts';
import { printLine, printTable } from './output.ts';
import { printable } from './printable.ts';
import type { StackAnswer } from './stack/read-stack.ts';
import { paint } from './style.ts';

/** One part of the host or one service of the stack, in the four words of a check. */
export interface Verdict {
  kind: 'part' | 'service' | 'stack';
  name: string;
  verdict: 'ok' | 'starting' | 'not healthy' | 'unknown';
  reason: string;
  fix?: string;
}

/** Every part and every service that should run. What was stopped on purpose is not in it. */
export function verdictsOf(health: Health, answer: StackAnswer): Verdict[] {
  const parts = health.parts.flatMap(({ name, state, reason, fix }): Verdict[] =>
    state === 'stopped' ? [] : [{ kind: 'part', name, verdict: wordOf(state), reason, ...(fix === undefined ? {} : { fix }) }],
  );
  if ('absent' in answer) return parts;
  if ('error' in answer) {
    const { message, fix } = answer.error;
    return [...parts, { kind: 'stack', name: 'stack', verdict: 'unknown', reason: message, ...(fix === undefined ? {} : { fix }) }];
  }
  const services = answer.stack.services.flatMap(({ name, desired, state, reason, fix }): Verdict[] =>
    desired === 'stopped' ? [] : [{ kind: 'service', name, verdict: wordOf(state), reason, ...(fix === undefined ? {} : { fix }) }],
  );
  return [...parts, ...services];
}

function wordOf(state: State): Verdict['verdict'] {
  if (state === 'ok' || state === 'starting' || state === 'unknown') return state;
  // A service that should run and is stopped is as little healthy as one that fails.
  return 'not healthy';
}

const formats = { ok: 'green', starting: 'cyan', 'not healthy': 'red', unknown: 'dim' } as const;

/** A line for each, and below what to do about those not well. */
export function printVerdicts(io: Io, verdicts: readonly Verdict[]): void {
  printTable<Verdict>(io, {
    columns: [
      { title: 'State', value: ({ verdict }) => verdict, style: (cell, { verdict }) => paint(io.stdout, formats[verdict], cell) },
      {
        title: 'What',
        value: ({ name, kind }) => (kind === 'part' ? name : `${kind === 'service' ? 'service ' : ''}${name}`),
        canShrink: true,
      },
      { title: 'Reason', value: ({ reason }) => withLocalHints(io, reason), canShrink: true },
    ],
    rows: verdicts,
  });
  const unwell = verdicts.filter(({ verdict }) => verdict !== 'ok');
  if (unwell.length > 0) printLine(io);
  for (const { name, reason, fix } of unwell) {
    printLine(io, printable(`${name}: ${withLocalHints(io, reason)}`));
    if (fix !== undefined) printLine(io, `  Fix:  ${printable(withLocalHints(io, fix))}`);
  }
  printLine(io, `${verdicts.length - unwell.length} of ${verdicts.length} ok`);
}

import type { ConfigDrift, ConfigEntry, ConfigHistory } from '#contract';
import type { Io } from '../io.ts';
import { printLine, printTable } from '../output.ts';
import { printable } from '../printable.ts';
import { formatTime } from '../quantities.ts';
import { paint } from '../style.ts';
import { describeEntryValue, describeOrigin, describeRange, describeValue } from './describe-value.ts';

/** Keys with the value that counts and where it is from. */
export function printEntries(io: Io, entries: readonly ConfigEntry[]): void {
  printTable<ConfigEntry>(io, {
    columns: [
      { title: 'Key', value: ({ key }) => key, style: (cell, entry) => (isDefault(entry) ? cell : paint(io.stdout, 'bold', cell)) },
      { title: 'Value', value: describeEntryValue, canShrink: true },
      { title: 'Unit', value: ({ unit }) => unit ?? '' },
      { title: 'From', value: ({ origin }) => describeOrigin(origin), canShrink: true },
    ],
    rows: entries,
  });
}

/** Whether no layer says anything of it. */
export function isDefault({ origin }: ConfigEntry): boolean {
  return origin.layer === 'default';
}

interface Explained {
  entry: ConfigEntry;
  drift: readonly ConfigDrift[];
  history: readonly ConfigHistory[];
}

const shownSteps = 5;

/** One key with every layer, what the running parts really have, and who changed it last. */
export function printExplained(io: Io, { entry, drift, history }: Explained): void {
  const { key, unit, description, is_secret: isSecret, example, schema, layers } = entry;
  printLine(
    io,
    `${paint(io.stdout, 'bold', printable(key))} = ${printable(`${describeEntryValue(entry)}${unit === null ? '' : ` ${unit}`}`)}`,
  );
  printLine(io, `  ${printable(description)}`);
  const range = describeRange(schema);
  if (range !== '') printLine(io, `  Allowed:  ${printable(range)}${unit === null ? '' : ` ${unit}`}`);
  printLine(io, `  Default:  ${printable(isSecret ? '(secret)' : describeValue(entry.default) || 'none')}`);
  if (example !== null) printLine(io, `  Example:  ${printable(example)}`);
  printLine(io, `  Restarts: ${describeRestarts(entry)}`);
  printLine(io, '  Layers, the last one counts:');
  for (const { layer, place, value } of layers)
    printLine(
      io,
      `    ${printable(`${layer.padEnd(12)}  ${isSecret ? '(secret)' : describeValue(value)}${place === null ? '' : `  ${place}`}`)}`,
    );
  if (isWaiting(entry))
    printLine(io, paint(io.stdout, 'yellow', printable(`  This host still runs with ${describeValue(entry.running)}.`)));
  for (const each of drift) printDrift(io, each, '  ');
  for (const { at, author, reason, kind, changed } of history.slice(0, shownSteps)) {
    const change = changed.find((difference) => difference.key === key);
    const values =
      change === undefined || isSecret ? '' : `  ${describeValue(change.from) || 'not set'} → ${describeValue(change.to) || 'not set'}`;
    printLine(
      io,
      paint(io.stdout, 'dim', printable(`  ${formatTime(at)}  ${kind} by ${author}${values}${reason === '' ? '' : `  ${reason}`}`)),
    );
  }
}

/** Whether a changed value of a setting waits for a restart. */
export function isWaiting({ document, value, running, is_secret: isSecret }: ConfigEntry): boolean {
  return document === 'settings' && !isSecret && JSON.stringify(value) !== JSON.stringify(running);
}

/** One value that is not what the files say. */
export function printDrift(io: Io, { key, service, where, expected, actual, detail }: ConfigDrift, indent = ''): void {
  const subject = service ?? 'Gantry';
  printLine(
    io,
    `${indent}${paint(io.stdout, 'yellow', 'differs')}  ${printable(`${key}: ${subject} (${where}) has ${actual === '' ? "''" : actual}, the files say ${expected === '' ? "''" : expected}`)}`,
  );
  printLine(io, `${indent}  ${printable(detail)}`);
}

function describeRestarts({ restarts, services }: ConfigEntry): string {
  if (restarts === 'nothing') return 'nothing, it counts at once';
  return restarts === 'host' ? 'Gantry itself' : services.join(', ') || 'no service uses it';
}

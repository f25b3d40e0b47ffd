import type { Io } from './io.ts';
import { printLine } from './output.ts';
import { printable } from './printable.ts';

/** A secret alone on stdout, so that a script can take it; what it is, for people, on stderr. */
export function printSecret(io: Io, secret: string, what: string): void {
  io.stderr.write(`${printable(what)}\nIt is shown only now. Keep it where programs read it from a file, not in a command line.\n`);
  printLine(io, secret);
}

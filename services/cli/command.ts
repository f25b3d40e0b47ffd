import { Command, InvalidArgumentError, Option } from 'commander';
import type { Io } from './io.ts';

/** What every command takes. */
export interface CommonOptions {
  json?: boolean;
  debug?: boolean;
}

/** A command that writes to `io`, throws instead of ending the process, and takes `--json` and `--debug`. */
export function createCommand(io: Io, name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--json', 'print JSON only')
    .addOption(new Option('--debug', 'print stack traces of errors'))
    .exitOverride()
    .showHelpAfterError('(--help says more)')
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) });
}

/** Reads a whole number of a range, both ends included. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

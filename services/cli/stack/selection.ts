import type { Command } from 'commander';

/** What a person chose of the stack. */
export interface Selection {
  profile: string[];
}

/** Lets a command take `[service...]` and `--profile`, repeated or with commas. */
export function withSelection(command: Command, otherwise: string): Command {
  return command
    .argument('[service...]', `services; with none and no profile: ${otherwise}`)
    .option('--profile <name>', 'services of this profile; may be repeated', collectNames, []);
}

/** For options that may be repeated or carry several names joined by commas. */
export function collectNames(text: string, before: readonly string[]): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return [...before, ...names];
}

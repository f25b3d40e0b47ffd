import type { Command } from 'commander';
import { GantryError } from '#contract';
import { readIfThere } from '#platform/files';
import { apiTokenFile } from '#platform/paths';
import { type CommonOptions, createCommand } from '../command.ts';
import type { Io } from '../io.ts';
import { printJson, printLine } from '../output.ts';

/** `gantry token`: where the admin token is. It is shown only when asked for, for screens are shared and logged. */
export function createTokenCommand(io: Io): Command {
  return createCommand(io, 'token', 'Say in which file the admin token is; --show prints the token itself')
    .option('--show', 'print the token')
    .action(async ({ json, show }: CommonOptions & { show?: true }) => {
      const file = apiTokenFile(io.paths);
      const token = (await readIfThere(file))?.trim();
      if (token === undefined || token === '') {
        throw new GantryError('token_missing', {
          message: `${file} does not exist yet.`,
          fix: 'The first start of the host makes it: make run',
        });
      }
      if (json) printJson(io, show ? { file, token } : { file });
      else printLine(io, show ? token : file);
    });
}

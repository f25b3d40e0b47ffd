import { resolve } from 'node:path';
import type { Command } from 'commander';
import { expandHome } from '#platform/paths';
import { type CommonOptions, createCommand, wholeNumber } from '../command.ts';
import { hostExitCodeHelp } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { serveHost } from '../serve-host.ts';

interface Options extends CommonOptions {
  port?: number;
  home?: string;
  open?: true;
}

/** `gantry serve`: the host in the foreground. */
export function createServeCommand(io: Io): Command {
  return createCommand(io, 'serve', 'Run the host in the foreground until Ctrl-C')
    .option('--port <port>', 'port of the local API; 0 takes a free one', wholeNumber(0, 65_535))
    .option('--home <folder>', 'keep everything below this folder (as GANTRY_HOME does)')
    .option('--open', 'open the panel in the browser once it is ready')
    .addHelpText('after', hostExitCodeHelp)
    .action(({ port, home, open, json }: Options) =>
      serveHost(io, {
        env: {
          ...(port === undefined ? {} : { GANTRY_PORT: String(port) }),
          ...(home === undefined ? {} : { GANTRY_HOME: resolve(io.cwd, expandHome(home)) }),
        },
        json: json ?? false,
        canOpen: open ?? false,
      }),
    );
}

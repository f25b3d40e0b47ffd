import type { Command } from 'commander';
import { type CommonOptions, createCommand } from '../command.ts';
import { connect } from '../connect.ts';
import type { Io } from '../io.ts';
import { openInBrowser } from '../open-in-browser.ts';
import { printJson, printLine } from '../output.ts';

/** `gantry open`: a new one-time link to the panel. */
export function createOpenCommand(io: Io): Command {
  return createCommand(io, 'open', 'Make a link that opens the panel once; print it, and open it where there is a browser')
    .option('--no-browser', 'only print it')
    .action(async ({ json, browser }: CommonOptions & { browser: boolean }) => {
      const { client } = await connect(io);
      const link = await client.call('session.link', {});
      const isOpened = browser && (await openInBrowser(io, link.url));
      if (json) printJson(io, { ...link, opened: isOpened });
      else printLine(io, link.url);
    });
}

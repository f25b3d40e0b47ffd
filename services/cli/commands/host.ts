import type { Command } from 'commander';
import { type CommonOptions, createCommand } from '../command.ts';
import { confirm } from '../confirm.ts';
import { connect } from '../connect.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { printJson, printLine } from '../output.ts';
import { printable } from '../printable.ts';
import { waitForRestart } from '../wait-for-restart.ts';

/** `gantry host`: the running host itself. `gantry restart` is about a service, so this has a word of its own. */
export function createHostCommand(io: Io): Command {
  const host = createCommand(io, 'host', 'Start Gantry itself again, with the configuration as it is in the files');
  host.addCommand(createRestart(io));
  return host;
}

function createRestart(io: Io): Command {
  return createCommand(io, 'restart', 'Drain Gantry, start it again and wait until it is ready; services and tasks go on')
    .option('--yes', 'do not ask')
    .addHelpText('after', '\nExit 1 when it does not come back, or when it took the configuration back.')
    .action(async (_: unknown, command: Command) => {
      const { json, yes = false } = command.optsWithGlobals<CommonOptions & { yes?: boolean }>();
      const { client, address } = await connect(io);
      const { waits_for_restart: waiting } = await client.call('config.read', {});
      if (!json)
        io.stderr.write(
          printable(waiting.length === 0 ? 'No setting waits for it.' : `Counts afterwards: ${waiting.join(', ')}`).concat('\n'),
        );
      await confirm(io, { question: 'Requests are refused meanwhile. Go on?', yes, isDestructive: false, refused: 'Gantry runs on.' });
      const { steps: before } = await client.call('config.history', { limit: 100 });
      await client.call('host.restart', {});
      if (!json) io.stderr.write('Gantry drains and starts again.\n');
      const now = await waitForRestart(io, { client, before: address });
      const { steps } = await client.call('config.history', { limit: 100 });
      const known = new Set(before.map(({ id }) => id));
      const takenBack = steps.filter(({ id, kind }) => kind === 'rollback' && !known.has(id));
      if (json) printJson(io, { ready: true, url: now.url, taken_back: takenBack });
      else {
        printLine(io, `Gantry is ready: ${now.url}`);
        for (const { changed, note, reason } of takenBack)
          printLine(io, printable(`The configuration was taken back (${changed.map(({ key }) => key).join(', ')}): ${note ?? reason}`));
      }
      io.setExitCode(takenBack.length === 0 ? exitCodes.ok : exitCodes.failed);
    });
}

import type { Command } from 'commander';
import { type CommonOptions, createCommand } from '../command.ts';
import { connect } from '../connect.ts';
import type { Io } from '../io.ts';
import { type Selection, withSelection } from '../stack/selection.ts';
import { watchTask } from '../watch-task.ts';

/** `gantry pull`: the images of services, with bytes and time left. */
export function createPullCommand(io: Io): Command {
  return withSelection(createCommand(io, 'pull', 'Pull the images of services'), 'the profile core').action(
    async (services: string[], { profile: profiles, json = false }: CommonOptions & Selection) => {
      const { client } = await connect(io);
      const task = await client.call('stack.pull', { profiles, services });
      await watchTask(io, { client, task, json });
    },
  );
}

/** `gantry pin`: the digests of the images that are here, so that the next pull brings the same. */
export function createPinCommand(io: Io): Command {
  return createCommand(io, 'pin', 'Write down the digests of the images that are here, so that the next pull brings the same').action(
    async ({ json = false }: CommonOptions) => {
      const { client } = await connect(io);
      const task = await client.call('stack.pin', {});
      await watchTask(io, { client, task, json });
    },
  );
}

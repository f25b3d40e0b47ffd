import { resolve } from 'node:path';
import type { Command } from 'commander';
import { GantryError } from '#contract';
import { expandHome } from '#platform/paths';
import { type CommonOptions, createCommand } from '../command.ts';
import { connect } from '../connect.ts';
import { hint } from '../hint.ts';
import type { Io } from '../io.ts';
import { printJson, printLine } from '../output.ts';
import { watchTask } from '../watch-task.ts';

interface Options extends CommonOptions {
  collection?: string;
  prune?: true;
  detach?: true;
}

/** `gantry index`: a folder of this computer becomes searchable, by a task. */
export function createIndexCommand(io: Io): Command {
  return createCommand(io, 'index', 'Index a folder of text; again after changes, only what changed is read anew')
    .argument('<folder>', 'absolute, from the present folder, or ~/…')
    .option('--collection <name>', 'collection to put the documents in (default: "default")')
    .option('--prune', 'delete documents of this folder whose file is gone')
    .option('--detach', 'start it and return at once')
    .addHelpText(
      'after',
      '\nCtrl-C ends the watching; the task goes on. Exit 1 when it failed or some files did; skipped files are no failure.',
    )
    .action(async (folder: string, { collection, prune, detach, json = false }: Options) => {
      // An unset variable must not index the present folder.
      if (folder.trim() === '') throw new GantryError('invalid_value', { message: 'folder must not be empty.', field: 'folder' });
      const { client } = await connect(io);
      const task = await client.call('documents.index-folder', {
        path: resolve(io.cwd, expandHome(folder)),
        ...(collection === undefined ? {} : { collection }),
        prune: prune ?? false,
      });
      if (!detach) return watchTask(io, { client, task, json });
      if (json) printJson(io, task);
      else printLine(io, `Started. Follow it: ${hint(io, `tasks show --follow ${task.id}`)}`);
    });
}

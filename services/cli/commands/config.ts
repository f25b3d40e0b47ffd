import type { Command } from 'commander';
import { createCommand } from '../command.ts';
import type { Io } from '../io.ts';
import { createSet, createUnset } from './config-change.ts';
import { createCheck, createEdit } from './config-edit.ts';
import { createHistory, createUndo } from './config-history.ts';
import { createDrift, createExplain, createGet, createList, createSchema } from './config-read.ts';

const help = `
Settings are written section.key and stand in config.yaml; variables of the compose files stand in stack.env. Both are
in the configuration folder. The last layer counts: built in, stack/config, overlay of STACK_ENV, your file,
environment (GANTRY__SECTION__KEY), command line. The running host is asked; without one nothing here works.`;

/** `gantry config`: what counts and why; changes with preview, history, undo and roll-back. */
export function createConfigCommand(io: Io): Command {
  const config = createCommand(io, 'config', 'Show, explain and change settings and the variables of the stack').addHelpText('after', help);
  config.addCommand(createList(io), { isDefault: true });
  for (const create of [
    createGet,
    createExplain,
    createDrift,
    createSet,
    createUnset,
    createEdit,
    createCheck,
    createHistory,
    createUndo,
    createSchema,
  ])
    config.addCommand(create(io));
  return config;
}

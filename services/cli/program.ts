import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { projectRoot } from '#platform/paths';
import { createDoctorCommand } from './commands/doctor.ts';
import { createDocumentsCommand } from './commands/documents.ts';
import { createEmbedCommand } from './commands/embed.ts';
import { createEventsCommand } from './commands/events.ts';
import { createIndexCommand } from './commands/index-folder.ts';
import { createOpenCommand } from './commands/open.ts';
import { createRunCommand } from './commands/run.ts';
import { createSearchCommand } from './commands/search.ts';
import { createServeCommand } from './commands/serve.ts';
import { createStatusCommand } from './commands/status.ts';
import { createTasksCommand } from './commands/tasks.ts';
import { createTokenCommand } from './commands/token.ts';
import { exitCodeHelp } from './exit-codes.ts';
import type { Io } from './io.ts';

const commands = [
  createRunCommand,
  createServeCommand,
  createStatusCommand,
  createOpenCommand,
  createIndexCommand,
  createSearchCommand,
  createEmbedCommand,
  createDocumentsCommand,
  createTasksCommand,
  createEventsCommand,
  createDoctorCommand,
  createTokenCommand,
];

/** The whole command line. Its actions throw GantryError; usage errors are CommanderError. */
export function createProgram(io: Io): Command {
  const { version } = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as { version: string };
  const program = new Command('gantry')
    .description('Embeddings, search and documents of this computer, from the command line')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(gantry --help lists the commands)')
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) })
    .addHelpText('after', exitCodeHelp);
  for (const create of commands) program.addCommand(create(io));
  return program;
}

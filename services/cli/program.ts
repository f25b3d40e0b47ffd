import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { projectRoot } from '#platform/paths';
import { createRestartCommand, createStartCommand, createStopCommand } from './commands/change-service.ts';
import { createConfigCommand } from './commands/config.ts';
import { createCredentialsCommand } from './commands/credentials.ts';
import { createDoctorCommand } from './commands/doctor.ts';
import { createDocumentsCommand } from './commands/documents.ts';
import { createDownCommand } from './commands/down.ts';
import { createEmbedCommand } from './commands/embed.ts';
import { createEventsCommand } from './commands/events.ts';
import { createExecCommand } from './commands/exec.ts';
import { createHostCommand } from './commands/host.ts';
import { createPinCommand, createPullCommand } from './commands/images.ts';
import { createIndexCommand } from './commands/index-folder.ts';
import { createLimitsCommand } from './commands/limits.ts';
import { createLogsCommand } from './commands/logs.ts';
import { createOpenCommand } from './commands/open.ts';
import { createPlanCommand } from './commands/plan.ts';
import { createPortsCommand } from './commands/ports.ts';
import { createRunCommand } from './commands/run.ts';
import { createSearchCommand } from './commands/search.ts';
import { createServeCommand } from './commands/serve.ts';
import { createSetupCommand } from './commands/setup.ts';
import { createStatsCommand } from './commands/stats.ts';
import { createStatusCommand } from './commands/status.ts';
import { createStorageCommand } from './commands/storage.ts';
import { createTasksCommand } from './commands/tasks.ts';
import { createTokenCommand } from './commands/token.ts';
import { createUpCommand } from './commands/up.ts';
import { createWhyCommand } from './commands/why.ts';
import { exitCodeHelp } from './exit-codes.ts';
import { hint, withLocalHints } from './hint.ts';
import type { Io } from './io.ts';

const groups: Readonly<Record<string, readonly ((io: Io) => Command)[]>> = {
  'Gantry:': [
    createRunCommand,
    createServeCommand,
    createSetupCommand,
    createStatusCommand,
    createOpenCommand,
    createDoctorCommand,
    createTokenCommand,
  ],
  'Stack:': [
    createUpCommand,
    createDownCommand,
    createStartCommand,
    createStopCommand,
    createRestartCommand,
    createPlanCommand,
    createWhyCommand,
    createLogsCommand,
    createStatsCommand,
    createLimitsCommand,
    createPortsCommand,
    createExecCommand,
    createPullCommand,
    createPinCommand,
  ],
  'Documents:': [createIndexCommand, createSearchCommand, createEmbedCommand, createDocumentsCommand, createStorageCommand],
  'Configuration:': [createConfigCommand, createCredentialsCommand, createHostCommand],
  'Work:': [createTasksCommand, createEventsCommand],
};

/** The whole command line. Its actions throw GantryError; usage errors are CommanderError. */
export function createProgram(io: Io): Command {
  const { version } = JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as { version: string };
  const program = new Command('gantry')
    .description('The local AI stack, embeddings, search and documents of this computer, from the command line')
    .version(version)
    .exitOverride()
    .showHelpAfterError(`(${hint(io, '--help')} lists the commands)`)
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) })
    .addHelpText('after', withLocalHints(io, exitCodeHelp));
  for (const [group, creators] of Object.entries(groups)) {
    program.commandsGroup(group);
    for (const create of creators) program.addCommand(create(io));
  }
  return program;
}

import type { Command } from 'commander';
import { GantryError } from '#contract';
import { type CommonOptions, createCommand, wholeNumber } from '../command.ts';
import { connect } from '../connect.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { printJson } from '../output.ts';

interface Options extends CommonOptions {
  timeout: number;
  stdin?: boolean;
}

const longestSeconds = 110;

/** `gantry exec`: a command inside a service; its exit code becomes ours. */
export function createExecCommand(io: Io): Command {
  return createCommand(io, 'exec', 'Run a command inside a service, as its arguments stand; no shell is put between')
    .usage('[options] <service> -- <command...>')
    .argument('<service>')
    .argument('<command...>', 'after --, so that its options are its own')
    .option('--timeout <seconds>', `1 to ${longestSeconds}`, wholeNumber(1, longestSeconds), 30)
    .option('--stdin', 'hand on stdin, up to its end')
    .addHelpText('after', '\nEnds with the exit code of the command; with 1 when it did not end in time.')
    .action(async (name: string, command: string[], { timeout, stdin, json }: Options) => {
      const { client } = await connect(io);
      const reply = await client.call('stack.exec', {
        name,
        command,
        timeout_seconds: timeout,
        ...(stdin ? { stdin: await readAll(io.stdin) } : {}),
      });
      if (json) printJson(io, reply);
      else {
        // As the command wrote it: what it prints is what was asked for.
        io.stdout.write(reply.stdout);
        io.stderr.write(reply.stderr);
        if (reply.is_cut) io.stderr.write('It wrote more than 1 MiB; the rest is missing here.\n');
      }
      if (reply.exit_code === null && !json)
        throw new GantryError('timed_out', {
          message: `The command did not end within ${timeout} s.`,
          fix: `Give it longer with --timeout, at most ${longestSeconds}.`,
        });
      io.setExitCode(reply.exit_code ?? exitCodes.failed);
    });
}

async function readAll(stream: NodeJS.ReadStream): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as Buffer));
  return Buffer.concat(chunks).toString('utf8');
}

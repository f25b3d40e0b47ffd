import type { Command } from 'commander';
import type { Health } from '#contract';
import { type CommonOptions, createCommand } from '../command.ts';
import { connect } from '../connect.ts';
import { exitCodes } from '../exit-codes.ts';
import { withLocalHints } from '../hint.ts';
import type { Io } from '../io.ts';
import { printJson, printLine } from '../output.ts';
import { printHealth } from '../print-health.ts';
import { printVerdicts, verdictsOf } from '../print-verdicts.ts';
import { printable } from '../printable.ts';
import { hasStack, isStackWell, printStack } from '../stack/print-stack.ts';
import { readStack, type StackAnswer } from '../stack/read-stack.ts';
import { paintState } from '../style.ts';

/** Every part answers at once or is a finding; the checks have 5 s each. */
const statusTimeoutMs = 30_000;

interface Options extends CommonOptions {
  refresh?: boolean;
  check?: boolean;
}

/** `gantry status`: every part and every service with state, reason and fix. */
export function createStatusCommand(io: Io): Command {
  return createCommand(io, 'status', 'Say of every part of the running host and of the stack how it is, why, and what to do')
    .option('--refresh', 'run every check now instead of giving the last results')
    .option('--check', 'one line each: ok, starting, not healthy with its reason, or unknown')
    .addHelpText('after', '\nExit 1 unless every part, and every service that should run, is ok.')
    .action(async ({ json, refresh = false, check = false }: Options) => {
      const { client, address } = await connect(io, statusTimeoutMs);
      const health: Health = await client.call('health.read', { refresh });
      const answer = await readStack(client);
      const isWell = health.state === 'ok' && !('error' in answer) && (!('stack' in answer) || isStackWell(answer.stack));
      if (check) {
        const verdicts = verdictsOf(health, answer);
        if (json) printJson(io, { ok: isWell, verdicts });
        else printVerdicts(io, verdicts);
      } else if (json) {
        printJson(io, { ...health, ...stackAsJson(answer) });
      } else {
        printHealth(io, health, address);
        printAnswer(io, answer);
      }
      io.setExitCode(isWell ? exitCodes.ok : exitCodes.failed);
    });
}

function stackAsJson(answer: StackAnswer): Record<string, unknown> {
  if ('stack' in answer) return { stack: answer.stack };
  return 'error' in answer ? { stack: null, stack_error: answer.error.toBody() } : { stack: null };
}

function printAnswer(io: Io, answer: StackAnswer): void {
  if ('stack' in answer && hasStack(answer.stack)) {
    printLine(io);
    printStack(io, answer.stack);
  }
  if ('error' in answer) {
    const { message, fix, code } = answer.error;
    printLine(io);
    printLine(io, `${paintState(io.stdout, 'unknown')}  Stack: ${printable(withLocalHints(io, message))}`);
    if (fix !== undefined) printLine(io, `  Fix:  ${printable(withLocalHints(io, fix))}`);
    printLine(io, `  Code: ${code}`);
  }
}

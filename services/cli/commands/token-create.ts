import { type Command, Option } from 'commander';
import { type Scope, scopes } from '#contract';
import { type CommonOptions, createCommand, wholeNumber } from '../command.ts';
import { connect } from '../connect.ts';
import type { Io } from '../io.ts';
import { printJson } from '../output.ts';
import { printSecret } from '../print-secret.ts';
import { formatTime } from '../quantities.ts';
import { collectScope } from '../read-scope.ts';

interface Options extends CommonOptions {
  scope: Scope[];
  days?: number;
  never?: true;
  perMinute?: number;
}

/** `gantry token create`: the secret alone on stdout, so that a script can take it, and what it is on stderr. */
export function createCreateCommand(io: Io): Command {
  return createCommand(io, 'create', 'Make a token; its secret is printed once and kept nowhere')
    .argument('<name>', 'letters, digits, spaces and ._@-, 63 at most')
    .requiredOption('--scope <scope>', `what it may do, once for each: ${scopes.join(', ')}`, collectScope)
    .addOption(new Option('--days <count>', 'days until it expires, default 90').argParser(wholeNumber(1, 3650)).conflicts('never'))
    .option('--never', 'it does not expire')
    .option('--per-minute <count>', 'most requests a minute, instead of server.requestsPerMinute', wholeNumber(1, 1_000_000))
    .action(async (name: string, _: unknown, command: Command) => {
      const { json, scope, days, never, perMinute } = command.optsWithGlobals<Options>();
      const { client } = await connect(io);
      const made = await client.call('tokens.create', {
        name,
        scopes: scope,
        ...(never ? { expires_in_days: null } : days === undefined ? {} : { expires_in_days: days }),
        ...(perMinute === undefined ? {} : { requests_per_minute: perMinute }),
      });
      if (json) return printJson(io, made);
      const expiry = made.token.expires_at === null ? 'It does not expire.' : `It expires at ${formatTime(made.token.expires_at)}.`;
      printSecret(io, made.secret, `The token ${made.token.name} may ${scope.join(', ')}. ${expiry}`);
    });
}

import { type Command, Option } from 'commander';
import { type ClientInput, GantryError, type Scope, scopes } from '#contract';
import { type CommonOptions, createCommand, wholeNumber } from '../command.ts';
import { confirm } from '../confirm.ts';
import { connect } from '../connect.ts';
import { findToken } from '../find-token.ts';
import type { Io } from '../io.ts';
import { printJson, printLine } from '../output.ts';
import { printSecret } from '../print-secret.ts';
import { printable } from '../printable.ts';
import { collectScope } from '../read-scope.ts';

const tokenArgument = '<name-or-id>';

interface EditOptions extends CommonOptions {
  name?: string;
  scope?: Scope[];
  days?: number;
  never?: true;
  perMinute?: number;
}

/** `gantry token edit`: name, scopes, expiry and limit; the secret stays. */
export function createEditCommand(io: Io): Command {
  return createCommand(io, 'edit', 'Change name, scopes, expiry or limit of a token; its secret stays')
    .argument(tokenArgument)
    .option('--name <name>', 'another name')
    .option('--scope <scope>', `what it may do, once for each, instead of what it may now: ${scopes.join(', ')}`, collectScope)
    .addOption(new Option('--days <count>', 'days from now until it expires').argParser(wholeNumber(1, 3650)).conflicts('never'))
    .option('--never', 'it does not expire')
    .option('--per-minute <count>', 'most requests a minute; 0: server.requestsPerMinute counts', wholeNumber(0, 1_000_000))
    .action(async (wanted: string, _: unknown, command: Command) => {
      const { json, ...options } = command.optsWithGlobals<EditOptions>();
      const change = changeOf(options);
      if (Object.keys(change).length === 0)
        throw new GantryError('invalid_value', {
          message: 'There is nothing to change.',
          fix: 'Give --name, --scope, --days, --never or --per-minute.',
        });
      const { client } = await connect(io);
      const { id } = await findToken(client, wanted);
      const changed = await client.call('tokens.update', { id, ...change });
      if (json) printJson(io, changed);
      else printLine(io, `Changed ${printable(changed.name)}.`);
    });
}

function changeOf({ name, scope, days, never, perMinute }: EditOptions): Omit<ClientInput<'tokens.update'>, 'id'> {
  return {
    ...(name === undefined ? {} : { name }),
    ...(scope === undefined ? {} : { scopes: scope }),
    ...(never ? { expires_in_days: null } : days === undefined ? {} : { expires_in_days: days }),
    ...(perMinute === undefined ? {} : { requests_per_minute: perMinute === 0 ? null : perMinute }),
  };
}

/** `gantry token replace`: a new secret; the old one is refused at once. */
export function createReplaceCommand(io: Io): Command {
  return createCommand(io, 'replace', 'Replace the secret of a token; the old one is refused at once')
    .argument(tokenArgument)
    .option('--yes', 'do not ask')
    .action(async (wanted: string, _: unknown, command: Command) => {
      const { json, yes = false } = command.optsWithGlobals<CommonOptions & { yes?: true }>();
      const { client } = await connect(io);
      const { id, name } = await findToken(client, wanted);
      await confirm(io, {
        question: `Replace the secret of ${printable(name)}? What uses the old one is refused from then on.`,
        yes,
        isDestructive: true,
        refused: 'Nothing was changed.',
      });
      const { token, secret } = await client.call('tokens.replace', { id });
      if (json) return printJson(io, { token, secret });
      if (secret === null) return printLine(io, `Replaced; the new secret stands in ${printable(token.file ?? '')}`);
      printSecret(io, secret, `The token ${printable(token.name)} has this secret now.`);
    });
}

/** `gantry token revoke`. */
export function createRevokeCommand(io: Io): Command {
  return createCommand(io, 'revoke', 'Revoke a token at once, with the sessions made by it; it cannot be undone')
    .argument(tokenArgument)
    .option('--yes', 'do not ask')
    .action(async (wanted: string, _: unknown, command: Command) => {
      const { json, yes = false } = command.optsWithGlobals<CommonOptions & { yes?: true }>();
      const { client } = await connect(io);
      const { id, name } = await findToken(client, wanted);
      await confirm(io, { question: `Revoke ${printable(name)} for good?`, yes, isDestructive: true, refused: 'Nothing was revoked.' });
      await client.call('tokens.revoke', { id });
      if (json) printJson(io, { revoked: id });
      else printLine(io, `Revoked ${printable(name)}.`);
    });
}

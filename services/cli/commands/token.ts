import type { Command } from 'commander';
import { GantryError, type Token } from '#contract';
import { readIfThere } from '#platform/files';
import { apiTokenFile } from '#platform/paths';
import { type CommonOptions, createCommand } from '../command.ts';
import { connect } from '../connect.ts';
import type { Io } from '../io.ts';
import { printJson, printLine, printTable } from '../output.ts';
import { formatCount, formatTime } from '../quantities.ts';
import { createEditCommand, createReplaceCommand, createRevokeCommand } from './token-change.ts';
import { createCreateCommand } from './token-create.ts';

/** `gantry token`: where the admin token is; list, create, edit, replace, revoke. */
export function createTokenCommand(io: Io): Command {
  const token = createCommand(io, 'token', 'Say in which file the admin token is (--show prints it), and manage API tokens')
    .option('--show', 'print the token')
    .action(async ({ json, show }: CommonOptions & { show?: true }) => {
      // Shown only when asked for, for screens are shared and logged.
      const file = apiTokenFile(io.paths);
      const secret = (await readIfThere(file))?.trim();
      if (secret === undefined || secret === '') {
        throw new GantryError('token_missing', {
          message: `${file} does not exist yet.`,
          fix: 'The first start of the host makes it: make run',
        });
      }
      if (json) printJson(io, show ? { file, token: secret } : { file });
      else printLine(io, show ? secret : file);
    });
  for (const create of [createList, createCreateCommand, createEditCommand, createReplaceCommand, createRevokeCommand])
    token.addCommand(create(io));
  return token;
}

function createList(io: Io): Command {
  return createCommand(io, 'list', 'List the tokens with their scopes, expiry and use').action(async (_: unknown, command: Command) => {
    const { json } = command.optsWithGlobals<CommonOptions>();
    const { client } = await connect(io);
    const answer = await client.call('tokens.list', {});
    if (json) return printJson(io, answer);
    printTable<Token>(io, {
      columns: [
        { title: 'Name', value: ({ name }) => name, canShrink: true },
        { title: 'Scopes', value: ({ scopes }) => scopes.join(',') },
        { title: 'Starts with', value: ({ hint }) => hint },
        { title: 'Expires', value: describeExpiry },
        { title: 'Last used', value: ({ last_used_at: at }) => (at === null ? 'never' : formatTime(at)) },
        { title: 'Requests', value: ({ requests }) => formatCount(requests), align: 'right' },
        { title: 'Errors', value: ({ errors }) => formatCount(errors), align: 'right' },
        { title: 'Limited', value: ({ limited }) => formatCount(limited), align: 'right' },
        { title: 'Model tokens', value: ({ tokens }) => formatCount(tokens), align: 'right' },
        { title: 'Per minute', value: ({ requests_per_minute: limit }) => (limit === null ? '' : formatCount(limit)), align: 'right' },
        { title: 'Id', value: ({ id }) => id },
      ],
      rows: answer.tokens,
    });
  });
}

function describeExpiry({ kind, expires_at: at, is_expired: isExpired }: Token): string {
  if (kind === 'file') return 'in a file';
  if (at === null) return 'never';
  return isExpired ? 'expired' : formatTime(at);
}

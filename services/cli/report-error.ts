import { CommanderError } from 'commander';
import { type ErrorBody, GantryError } from '#contract';
import { exitCodes } from './exit-codes.ts';
import { hint, withLocalHints } from './hint.ts';
import type { Io } from './io.ts';
import { printable } from './printable.ts';
import { paint } from './style.ts';

/** The exit code an error stands for. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  if (!(error instanceof GantryError)) return exitCodes.failed;
  if (error.code === 'host_unreachable') return exitCodes.noHost;
  return error.code === 'invalid_value' || error.code === 'config_invalid' ? exitCodes.usage : exitCodes.failed;
}

/**
 * Says what went wrong: message, field, fix and code on stderr, or with `--json` as `{"error": …}` on stdout, so that
 * stdout is JSON in every case. A stack trace only with `--debug`.
 */
export function reportError(io: Io, error: unknown, args: readonly string[]): void {
  const options = args.includes('--') ? args.slice(0, args.indexOf('--')) : args;
  const isJson = options.includes('--json');
  if (options.includes('--debug') && error instanceof Error) io.stderr.write(`${error.stack}\n${describeCause(error.cause)}`);
  if (error instanceof CommanderError) {
    // Commander has written its own text by now; help and version are no errors.
    if (isJson && error.exitCode !== 0) {
      writeJson(io, { code: 'invalid_value', message: error.message.replace(/^error: /, ''), fix: `See: ${hint(io, '--help')}` });
    }
    return;
  }
  const body = localBody(io, bodyOf(error));
  if (isJson) {
    writeJson(io, body);
    return;
  }
  const lines = [paint(io.stderr, 'red', printable(body.message))];
  if (body.field !== undefined) lines.push(`Field: ${printable(body.field)}`);
  if (body.fix !== undefined) lines.push(`Fix:   ${printable(body.fix)}`);
  lines.push(paint(io.stderr, 'dim', `Code:  ${body.code}${body.request_id === undefined ? '' : `, request ${body.request_id}`}`));
  io.stderr.write(`${lines.join('\n')}\n`);
}

function bodyOf(error: unknown): ErrorBody {
  if (error instanceof GantryError) {
    const requestId = (error.cause as { request_id?: unknown } | undefined)?.request_id;
    return error.toBody(typeof requestId === 'string' ? requestId : undefined);
  }
  const message = error instanceof Error ? error.message : 'unknown error';
  return { code: 'internal', message: `The command met a mistake of its own: ${message}`, fix: 'Run it again with --debug to see where.' };
}

function localBody(io: Io, { message, fix, ...body }: ErrorBody): ErrorBody {
  return { ...body, message: withLocalHints(io, message), ...(fix === undefined ? {} : { fix: withLocalHints(io, fix) }) };
}

function describeCause(cause: unknown): string {
  return cause instanceof Error ? `caused by ${cause.stack}\n${describeCause(cause.cause)}` : '';
}

function writeJson(io: Io, error: ErrorBody): void {
  io.stdout.write(`${JSON.stringify({ error })}\n`);
}

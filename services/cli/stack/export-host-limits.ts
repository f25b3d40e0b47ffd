import { resolve } from 'node:path';
import { GantryError, type Output } from '#contract';
import { writeDurably } from '#platform/files';
import { connect } from '../connect.ts';
import { withLocalHints } from '../hint.ts';
import type { Io } from '../io.ts';
import { printJson, printLine } from '../output.ts';
import { printable } from '../printable.ts';

type HostLimits = Output<'stack.host-limits'>;

/** Readable for all: it goes to the system's folders and holds no secret. */
const fileMode = 0o644;

/** `gantry limits --host`: the text on stdout or in a file, and beside it on stderr what to do with it. @throws GantryError `conflict` where it is not supported */
export async function exportHostLimits(io: Io, { json, out }: { json: boolean; out?: string }): Promise<void> {
  const { client } = await connect(io);
  const limits = await client.call('stack.host-limits', {});
  if (json) printJson(io, limits);
  if (!limits.is_supported || limits.text === null) {
    if (json) return;
    throw new GantryError('conflict', { message: `There is no drop-in for this computer: ${limits.reason}` });
  }
  if (out !== undefined) await writeDurably(resolve(io.cwd, out), limits.text, fileMode);
  if (json) return;
  if (out === undefined) io.stdout.write(limits.text);
  else printLine(io, `Saved: ${resolve(io.cwd, out)}`);
  explain(io, limits, out);
}

function explain(io: Io, { reason, apply, check, take_back: takeBack }: HostLimits, out: string | undefined): void {
  const say = (title: string, commands: readonly string[]) =>
    io.stderr.write(`\n${title}\n${commands.map((command) => `  ${named(withLocalHints(io, command), out)}\n`).join('')}`);
  io.stderr.write(`\n${printable(reason)}\nGantry applies nothing of this.\n`);
  say('To apply it:', apply);
  say('To see whether it holds:', check);
  say('To take it back:', takeBack);
}

/** The commands name the file as the panel saves it. */
function named(command: string, out: string | undefined): string {
  return out === undefined ? command : command.replace('gantry-host-limits.conf ', `${out} `);
}

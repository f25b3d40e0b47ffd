import type { Client } from '#client';
import { type ClientInput, type ConfigDocumentName, GantryError, type Output, type Task } from '#contract';
import { confirm } from '../confirm.ts';
import { restartPatienceMs } from '../follow-task.ts';
import { hint, withLocalHints } from '../hint.ts';
import type { Io } from '../io.ts';
import { printJson, printLine } from '../output.ts';
import { printTaskOutcome } from '../print-task.ts';
import { printable } from '../printable.ts';
import { watchTask } from '../watch-task.ts';
import { describeProblem, printPreview, printProblems } from './print-preview.ts';

type Preview = Output<'config.preview'>;
type Applied = Output<'config.apply'>;

/** What a person wants of every change. */
export interface ChangeOptions {
  json: boolean;
  yes: boolean;
  reason?: string;
  /** `--no-restart` was not given. */
  restart: boolean;
  watch?: number;
}

/**
 * Shows what was previewed and asks. False: nothing would change.
 * @throws GantryError `config_invalid` when it has mistakes, `cancelled` when the answer is no
 */
export async function confirmPreview(
  io: Io,
  { preview, file, options }: { preview: Preview; file: string; options: Pick<ChangeOptions, 'json' | 'yes' | 'restart'> },
): Promise<boolean> {
  if (!preview.is_valid) throw refusePreview(io, preview, { file, json: options.json });
  if (preview.diff === '') return false;
  if (!options.json) printPreview(io, preview, file);
  await confirm(io, {
    question: preview.dry_runs.some(({ state }) => state === 'failed') ? 'A program refuses it. Change it all the same?' : 'Change it?',
    yes: options.yes,
    isDestructive: false,
    refused: 'Nothing was changed.',
  });
  return true;
}

/** The error of a change with mistakes; all of them are said before. */
export function refusePreview(io: Io, { problems }: Preview, { file, json }: { file: string; json: boolean }): GantryError {
  const [first, ...rest] = problems;
  if (!json && rest.length > 0) printProblems(io, problems, file);
  return new GantryError('config_invalid', {
    message: first === undefined ? 'The change is not valid.' : `${describeProblem(first, file)}.`.replace(/\.\.$/, '.'),
    ...(first?.key == null ? {} : { field: first.key }),
    fix: 'Nothing was changed. Correct it and try again.',
  });
}

/** The input of `config.apply` beside the edit itself. */
export function applyInput({
  reason,
  restart,
  watch,
}: ChangeOptions): Pick<ClientInput<'config.apply'>, 'reason' | 'restart' | 'watch_seconds'> {
  return {
    restart,
    ...(reason === undefined ? {} : { reason }),
    ...(watch === undefined ? {} : { watch_seconds: watch }),
  };
}

export interface FollowAppliedOptions {
  client: Client;
  document: ConfigDocumentName;
  applied: Applied;
  options: Pick<ChangeOptions, 'json' | 'restart'>;
}

/** Says what was written, follows the restarts, and says whether the change was kept or taken back; exit 1 when it was not kept. */
export async function followApplied(io: Io, { client, document, applied, options }: FollowAppliedOptions): Promise<void> {
  const { step, task } = applied;
  const { json } = options;
  if (step === null) {
    if (json) printJson(io, applied);
    else printLine(io, 'Nothing changes.');
    return;
  }
  if (!json) {
    printLine(io, `Written. Take it back: ${hint(io, `config undo ${step.id}`)}`);
    if (!options.restart) printLine(io, 'What needs a restart counts after it.');
  }
  if (task === null) {
    if (json) printJson(io, applied);
    return;
  }
  await watchTask(io, {
    client,
    task,
    json,
    patienceMs: restartPatienceMs,
    async print(over) {
      const now = (await readStep(client, document, step.id)) ?? step;
      if (json) printJson(io, { ...applied, step: now, task: over });
      else printOutcome(io, now, over);
      return now.state !== 'rolled_back';
    },
  });
}

function printOutcome(io: Io, step: NonNullable<Applied['step']>, over: Task): void {
  printTaskOutcome(io, over);
  if (step.state === 'rolled_back') printLine(io, 'The change was taken back, and the file is as it was.');
  else if (step.state === 'kept') printLine(io, 'The change is kept.');
  if (step.note !== null && step.note !== over.error?.message) printLine(io, `  ${printable(withLocalHints(io, step.note))}`);
}

/** The step as it stands after the watching. Undefined where it cannot be asked any more. */
async function readStep(client: Client, document: ConfigDocumentName, id: string): Promise<Applied['step'] | undefined> {
  try {
    return (await client.call('config.history', { document })).steps.find((step) => step.id === id);
  } catch (error) {
    if (error instanceof GantryError) return undefined;
    throw error;
  }
}

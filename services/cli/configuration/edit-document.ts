import { basename } from 'node:path';
import type { Client } from '#client';
import { type ConfigConflict, type ConfigDocumentName, GantryError, type Output } from '#contract';
import { askYesOrNo, canAsk } from '../confirm.ts';
import { hint } from '../hint.ts';
import type { Io } from '../io.ts';
import { printable } from '../printable.ts';
import { applyInput, type ChangeOptions, confirmPreview, followApplied, refusePreview } from './apply-change.ts';
import { createDraft, type Draft } from './draft.ts';
import { openEditor } from './open-editor.ts';
import { printProblems } from './print-preview.ts';

type Preview = Output<'config.preview'>;
type Applied = Output<'config.apply'>;

export interface EditOptions {
  client: Client;
  document: ConfigDocumentName;
  /** What the editor begins with; default: the file as it is. */
  startText?: string;
  options: ChangeOptions;
}

/**
 * Edits a file of the configuration in the person's editor until it is valid and fits the file as it is, then applies
 * it. What was typed stays in a private copy when anything fails, and is said where.
 */
export async function editDocument(io: Io, { client, document, startText, options }: EditOptions): Promise<void> {
  const now = await client.call('config.read-document', { document });
  const draft = await createDraft(io, basename(now.file));
  let applied: Applied | undefined;
  try {
    await draft.write(startText ?? now.text);
    applied = await editUntilApplied(io, { client, draft, document, now, options });
  } catch (error) {
    if ((await draft.read()) === now.text) await draft.remove();
    else io.stderr.write(`What you typed is kept in ${draft.file}\nGo on with it: ${goOnWith(io, draft, document)}\n`);
    throw error;
  }
  await draft.remove();
  await followApplied(io, { client, document, applied, options });
}

interface RoundsOptions {
  client: Client;
  draft: Draft;
  document: ConfigDocumentName;
  now: Output<'config.read-document'>;
  options: ChangeOptions;
}

async function editUntilApplied(io: Io, { client, draft, document, now, options }: RoundsOptions): Promise<Applied> {
  let base = now.revision;
  let mustOpen = true;
  for (;;) {
    if (mustOpen) await openEditor(io, draft.file);
    mustOpen = false;
    const edit = { document, base_revision: base, text: await draft.read() };
    const preview = await client.call('config.preview', edit);
    if (preview.conflict !== null) {
      mustOpen = await takeMerged(io, { draft, conflict: preview.conflict, document });
      base = preview.revision;
    } else if (!preview.is_valid) {
      await askToOpenAgain(io, { preview, draft, options });
      mustOpen = true;
    } else if (!(await confirmPreview(io, { preview, file: now.file, options }))) {
      return { step: null, revision: preview.revision, task: null };
    } else {
      try {
        return await client.call('config.apply', { ...edit, ...applyInput(options) });
      } catch (error) {
        // Another one was faster: the next preview has both sides.
        if (!(error instanceof GantryError) || error.code !== 'config_changed') throw error;
      }
    }
  }
}

interface ConflictOptions {
  draft: Draft;
  conflict: ConfigConflict;
  document: ConfigDocumentName;
}

/** Puts both sides into the draft. True: they touch the same lines, and a person has to choose. */
async function takeMerged(io: Io, { draft, conflict, document }: ConflictOptions): Promise<boolean> {
  const { changed_by: author, merged, is_clean: isClean } = conflict;
  await draft.write(merged);
  const what = isClean ? '; both changes fit together' : ', on the same lines. Both sides stand between <<<<<<< and >>>>>>>';
  io.stderr.write(`${printable(`The file was changed${author === null ? '' : ` by ${author}`} meanwhile${what}.`)}\n`);
  if (isClean) return false;
  if (!canAsk(io)) throw new GantryError('config_changed', { fix: `Choose between both sides, then: ${goOnWith(io, draft, document)}` });
  await openAgain(io, 'Open the editor to choose?');
  return true;
}

/** @throws GantryError `config_invalid` where nobody can be asked or the answer is no */
async function askToOpenAgain(
  io: Io,
  { preview, draft, options }: { preview: Preview; draft: Draft; options: ChangeOptions },
): Promise<void> {
  if (!canAsk(io)) throw refusePreview(io, preview, { file: draft.file, json: options.json });
  printProblems(io, preview.problems, draft.file);
  await openAgain(io, 'Open the editor again?');
}

async function openAgain(io: Io, question: string): Promise<void> {
  if ((await askYesOrNo(io, question)) === 'yes') return;
  throw new GantryError('cancelled', { message: 'Nothing was changed.' });
}

function goOnWith(io: Io, { file }: Draft, document: ConfigDocumentName): string {
  return hint(io, `config edit${document === 'settings' ? '' : ` --document ${document}`} --from ${file}`);
}

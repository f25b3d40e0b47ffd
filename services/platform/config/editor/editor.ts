import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { type ConfigDocumentName, type ConfigHistory, GantryError, type Output, type ParsedInput } from '#contract';
import type { Events } from '#platform/events';
import { readIfThere, writeDurably } from '#platform/files';
import { createKeyedQueue } from '#platform/queue';
import type { ConfigDocument } from '../document.ts';
import { differencesOf, unifiedDiff } from './diff-texts.ts';
import type { HistoryRecord, HistoryStore } from './history-store.ts';
import { mergeEdits, takeBack } from './merge-edits.ts';
import { revisionOf } from './revision.ts';

type Edit = Pick<ParsedInput<'config.preview'>, 'document' | 'base_revision' | 'text' | 'changes'>;
type Preview = Output<'config.preview'>;

export interface EditorOptions {
  documents: readonly ConfigDocument[];
  history: HistoryStore;
  events: Events;
  now?: () => number;
  /** For tests: called before each step of a write. */
  onStep?(step: string): void;
}

export interface WriteOptions {
  author: string;
  reason: string;
  kind: ConfigHistory['kind'];
  of?: string;
  /** What has to be carried out and watched afterwards; null: nothing. */
  effect?: HistoryRecord['effect'];
  baseline?: HistoryRecord['baseline'];
}

/** Reads and writes the configuration files: one writer at a time, all or nothing, each change with both texts in the history. */
export function createEditor({ documents, history, events, now = Date.now, onStep = () => undefined }: EditorOptions) {
  const byName = new Map(documents.map((document) => [document.name, document]));
  const queue = createKeyedQueue();

  function documentOf(name: ConfigDocumentName): ConfigDocument {
    const document = byName.get(name);
    if (document === undefined) throw new GantryError('not_found', { message: `There is no document ${name}.`, field: 'document' });
    return document;
  }

  /** One after another for each document. */
  const inTurn = <T>(name: ConfigDocumentName, work: () => Promise<T>): Promise<T> => queue.run([name], work);

  const readText = async (document: ConfigDocument) => (await readIfThere(document.file)) ?? '';

  function describe(document: ConfigDocument, before: string, after: string) {
    const [was, is] = [document.values(before), document.values(after)];
    const changed = differencesOf(was, is, document.isSecret);
    const secretKeys = [...new Set([...was.keys(), ...is.keys()])].filter((key) => document.isSecret(key));
    const changedSecretKeys = changed.map(({ key }) => key).filter((key) => document.isSecret(key));
    return { changed, diff: unifiedDiff(before, after, { file: basename(document.file), secretKeys, changedSecretKeys }) };
  }

  /** What another program wrote becomes a step of its own, so that it can be seen and undone like any other. */
  async function noteOutside(document: ConfigDocument): Promise<string> {
    const text = await readText(document);
    const last = history.list(document.name)[0];
    const known = last?.after ?? '';
    // The first look finds what was there before there was a history.
    if (last === undefined ? text === '' : known === text) return text;
    await record(
      document,
      { before: known, after: text },
      {
        author: 'outside',
        reason: last === undefined ? 'was there before the history began' : 'changed by another program',
        kind: 'outside',
      },
    );
    return text;
  }

  async function record(
    document: ConfigDocument,
    { before, after }: { before: string; after: string },
    { author, reason, kind, of, effect = null, baseline = {} }: WriteOptions,
  ): Promise<HistoryRecord> {
    const entry: HistoryRecord = {
      step: {
        id: history.newId(now()),
        document: document.name,
        at: new Date(now()).toISOString(),
        author,
        reason,
        kind,
        of: of ?? null,
        state: effect === null ? 'applied' : 'watching',
        ...describe(document, before, after),
        note: null,
        task: null,
        from_revision: revisionOf(before),
        to_revision: revisionOf(after),
      },
      is_written: kind === 'outside',
      before,
      after,
      effect,
      baseline,
    };
    onStep('history');
    await history.save(entry);
    return entry;
  }

  /** Replaces the file. The step is written first: a crash between the two is settled at the next `open`. */
  async function replace(
    document: ConfigDocument,
    { before, after }: { before: string; after: string },
    options: WriteOptions,
  ): Promise<HistoryRecord> {
    const entry = await record(document, { before, after }, options);
    onStep('file');
    try {
      if (after === '') await rm(document.file, { force: true });
      else await writeDurably(document.file, after);
    } catch (error) {
      await history.remove(entry);
      throw error;
    }
    onStep('written');
    const written = { ...entry, is_written: true };
    await history.save(written);
    await history.prune(document.name);
    events.publish('config.changed', {
      document: document.name,
      keys: entry.step.changed.map(({ key }) => key),
      revision: entry.step.to_revision,
      by: options.author,
    });
    return written;
  }

  /** The text an edit makes of `from`. @throws GantryError `invalid_value` */
  function edited(document: ConfigDocument, edit: Pick<Edit, 'text' | 'changes'>, from: string): string {
    if (edit.text !== undefined) return edit.text;
    return document.change(from, new Map((edit.changes ?? []).map(({ key, value }) => [key, value ?? undefined])));
  }

  /** The text a revision of the history stands for. @throws GantryError `config_changed` when it is no longer known */
  function textOf(document: ConfigDocument, revision: string, current: string): string {
    if (revisionOf(current) === revision) return current;
    if (revision === 'none') return '';
    for (const { step, before, after } of history.list(document.name)) {
      if (step.to_revision === revision) return after;
      if (step.from_revision === revision) return before;
    }
    throw new GantryError('config_changed', {
      message: 'The text the change began from is no longer known.',
      field: 'base_revision',
      fix: 'Read the file again and make the change anew.',
    });
  }

  return {
    documentOf,
    /** Settles what a crash cut off, then notes what other programs wrote meanwhile. */
    async open(): Promise<void> {
      await history.open(documents.map(({ name }) => name));
      for (const document of documents) {
        const revision = revisionOf(await readText(document));
        for (const entry of history.list(document.name).filter(({ is_written }) => !is_written)) {
          if (entry.step.to_revision === revision) await history.save({ ...entry, is_written: true });
          else await history.remove(entry);
        }
        await noteOutside(document);
      }
    },
    async read(name: ConfigDocumentName): Promise<{ document: ConfigDocument; text: string; revision: string }> {
      const document = documentOf(name);
      const text = await inTurn(name, () => noteOutside(document));
      return { document, text, revision: revisionOf(text) };
    },
    /** What an edit would do; writes nothing. */
    async preview(edit: Edit & { dry_run: boolean }, signal: AbortSignal): Promise<Preview> {
      const document = documentOf(edit.document);
      const current = await inTurn(edit.document, () => noteOutside(document));
      const base = textOf(document, edit.base_revision, current);
      const yours = edited(document, edit, base);
      const isStale = base !== current;
      const merged = isStale ? mergeEdits(document, { edit, base, theirs: current, yours }) : { text: yours, isClean: true };
      const text = merged.text;
      // Text with marks is no configuration: it is to be settled first.
      const problems = merged.isClean
        ? await document.check(text)
        : [{ key: null, line: markedLine(text), rule: 'has two versions of these lines; keep one of them' }];
      const isValid = problems.length === 0;
      const { changed, diff } = describe(document, current, text);
      const keys = changed.map(({ key }) => key);
      return {
        is_valid: isValid,
        problems,
        changed,
        diff,
        text,
        revision: revisionOf(current),
        effect: isValid ? await document.effect(keys, text) : { at_once: [], host: [], services: [] },
        dry_runs: isValid && edit.dry_run && keys.length > 0 ? await document.dryRun(text, keys, signal) : [],
        conflict: isStale
          ? {
              base,
              theirs: current,
              yours,
              merged: text,
              is_clean: merged.isClean,
              changed_by: history.list(document.name)[0]?.step.author ?? null,
            }
          : null,
      };
    },
    /**
     * Writes an edit; undefined when it changes nothing.
     * @throws GantryError `config_changed` when the file is not the one it was made from, `config_invalid`, `invalid_value`, `disk_full`
     */
    write(edit: Edit, optionsFor: (text: string, keys: readonly string[]) => Promise<WriteOptions>): Promise<HistoryRecord | undefined> {
      const document = documentOf(edit.document);
      return inTurn(edit.document, async () => {
        const before = await noteOutside(document);
        if (revisionOf(before) !== edit.base_revision) throw new GantryError('config_changed', { field: 'base_revision' });
        const after = edited(document, edit, before);
        return writeChecked(document, { before, after }, optionsFor);
      });
    },
    /** As `write`, on the file as it is: for changes Gantry itself makes of single values. */
    change(name: ConfigDocumentName, changes: ReadonlyMap<string, unknown>, options: WriteOptions): Promise<HistoryRecord | undefined> {
      const document = documentOf(name);
      return inTurn(name, async () => {
        const before = await noteOutside(document);
        return writeChecked(document, { before, after: document.change(before, changes) }, async () => options);
      });
    },
    /**
     * Takes one step back and leaves those after it.
     * @throws GantryError `not_found`, `conflict` when later steps changed the same lines, `config_invalid`
     */
    async undo(
      id: string,
      optionsFor: (text: string, keys: readonly string[]) => Promise<WriteOptions>,
    ): Promise<HistoryRecord | undefined> {
      const entry = history.find(id);
      if (entry === undefined) throw new GantryError('not_found', { message: 'There is no step with this id.', field: 'id' });
      const document = documentOf(entry.step.document);
      const made = await inTurn(document.name, async () => {
        const before = await noteOutside(document);
        const after = takeBack(document, entry, before);
        if (after === undefined)
          throw new GantryError('conflict', {
            message: 'Later steps changed the same lines, so this one alone cannot be taken back.',
            field: 'id',
            fix: 'Undo the later ones first, or edit the text.',
          });
        return writeChecked(document, { before, after }, optionsFor);
      });
      if (made !== undefined && made.step.kind === 'undo') await mark(id, { state: 'undone', note: `Undone by ${made.step.author}.` });
      return made;
    },
    mark,
    find: history.find,
    list: history.list,
  };

  /** Notes what came of a step. */
  async function mark(id: string, change: Partial<Pick<ConfigHistory, 'state' | 'note' | 'task'>>): Promise<void> {
    const entry = history.find(id);
    if (entry === undefined) return;
    const step = { ...entry.step, ...change };
    await history.save({ ...entry, step });
    events.publish('config.changed', { document: step.document, keys: [], revision: step.to_revision, by: step.author });
  }

  async function writeChecked(
    document: ConfigDocument,
    { before, after }: { before: string; after: string },
    optionsFor: (text: string, keys: readonly string[]) => Promise<WriteOptions>,
  ): Promise<HistoryRecord | undefined> {
    if (before === after) return undefined;
    const [problem] = await document.check(after);
    if (problem !== undefined) throw describeProblem(document, problem);
    const keys = differencesOf(document.values(before), document.values(after), document.isSecret).map(({ key }) => key);
    const options = await optionsFor(after, keys);
    // An editor outside may have been faster while the options were made.
    if ((await readText(document)) !== before) throw new GantryError('config_changed', { field: 'base_revision' });
    return replace(document, { before, after }, options);
  }
}

export type Editor = ReturnType<typeof createEditor>;

function markedLine(text: string): number {
  return text.split('\n').findIndex((line) => line.startsWith('<<<<<<<')) + 1;
}

function describeProblem(
  document: ConfigDocument,
  { key, line, rule }: { key: string | null; line: number | null; rule: string },
): GantryError {
  const place = line === null ? basename(document.file) : `${basename(document.file)}:${line}`;
  return new GantryError('config_invalid', {
    message: `${key ?? 'The file'} ${rule} (${place}).`,
    ...(key === null ? {} : { field: key }),
    fix: `Correct ${place}; nothing was written.`,
  });
}

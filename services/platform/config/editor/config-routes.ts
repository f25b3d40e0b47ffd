import { type ConfigDrift, type ConfigEntry, type ConfigHistory, GantryError, type Output, type Routes } from '#contract';
import type { ConfigDocument } from '../document.ts';
import type { EnvironmentName } from '../environment-name.ts';
import { isSame } from '../is-same.ts';
import type { ApplyTask } from './apply-task.ts';
import type { Editor, WriteOptions } from './editor.ts';
import type { ConfigEffects } from './effects.ts';
import type { HistoryRecord } from './history-store.ts';
import { revisionOf } from './revision.ts';

export interface ConfigRouteOptions {
  editor: Editor;
  apply: ApplyTask;
  effects: ConfigEffects;
  documents: readonly ConfigDocument[];
  environment: EnvironmentName;
}

type Applied = Output<'config.apply'>;

/** Handlers of the configuration. */
export function configRoutes({ editor, apply, effects, documents, environment }: ConfigRouteOptions): Routes {
  /** What has to be carried out after the write, and how all stands before it. */
  function planFor(document: ConfigDocument, wanted: { restart: boolean; watch_seconds: number }) {
    return async (text: string, keys: readonly string[]): Promise<Pick<WriteOptions, 'effect' | 'baseline'>> => {
      const { at_once: atOnce, services, ...needs } = await document.effect(keys, text);
      const host = effects.canRestartHost ? needs.host : [];
      if (!wanted.restart || atOnce.length + host.length + services.length === 0) return {};
      return { effect: { host, services, watch_seconds: wanted.watch_seconds }, baseline: await effects.health() };
    };
  }

  async function carryOut(document: ConfigDocument, entry: HistoryRecord | undefined, cause: string): Promise<Applied> {
    if (entry === undefined) return { step: null, revision: (await editor.read(document.name)).revision, task: null };
    await effects.adopt(document, entry.after);
    const task = entry.effect === null ? null : await apply.start(entry, cause);
    if (task !== null) await editor.mark(entry.step.id, { task: task.id });
    return { step: editor.find(entry.step.id)?.step ?? entry.step, revision: entry.step.to_revision, task };
  }

  const keysOf = ({ changed }: ConfigHistory) => changed.map(({ key }) => key).join(', ');

  async function readDrift(signal: AbortSignal): Promise<Output<'config.drift'>> {
    const all = await Promise.all(documents.map((document) => document.drift(signal)));
    return { drift: all.flatMap(({ drift }) => drift), checked: all.flatMap(({ checked }) => checked) };
  }

  return {
    async 'config.read'({ document: only }) {
      const wanted = documents.filter(({ name }) => only === undefined || name === only);
      const read = await Promise.all(
        wanted.map(async (document) => {
          const { text } = await editor.read(document.name);
          return { document, text, problems: await document.check(text), entries: await document.entries(text) };
        }),
      );
      const entries = read.flatMap((each) => each.entries);
      return {
        environment,
        documents: read.map(({ document, text, problems }) => ({
          name: document.name,
          file: document.file,
          revision: revisionOf(text),
          problems,
        })),
        entries,
        waits_for_restart: entries
          .filter(({ document, value, running, is_secret: isSecret }) => document === 'settings' && !isSecret && !isSame(value, running))
          .map(({ key }) => key),
        missing: entries.filter(isMissing).map(({ key }) => key),
      };
    },
    async 'config.explain'({ key }, { signal }) {
      for (const document of documents) {
        const { text } = await editor.read(document.name);
        const entry = (await document.entries(text)).find((each) => each.key === key);
        if (entry === undefined) continue;
        const { drift } = await document.drift(signal);
        return {
          entry,
          drift: drift.filter((each: ConfigDrift) => each.key === key),
          history: editor
            .list(document.name)
            .map(({ step }) => step)
            .filter(({ changed }) => changed.some((each) => each.key === key))
            .slice(0, 50),
        };
      }
      throw new GantryError('not_found', { message: 'There is no setting and no variable of this name.', field: 'key' });
    },
    'config.drift': (_input, { signal }) => readDrift(signal),
    'config.schema': async ({ document }) => editor.documentOf(document).schema(),
    async 'config.read-document'({ document: name }) {
      const { document, text, revision } = await editor.read(name);
      return { document: name, file: document.file, format: document.format, text, revision, problems: await document.check(text) };
    },
    'config.preview': (input, { signal }) => editor.preview(input, signal),
    async 'config.apply'(input, { caller }) {
      const document = editor.documentOf(input.document);
      const plan = planFor(document, input);
      const entry = await editor.write(input, async (text, keys) => ({
        author: caller,
        reason: input.reason ?? '',
        kind: 'edit',
        ...(await plan(text, keys)),
      }));
      return carryOut(document, entry, `${caller} changed ${entry === undefined ? '' : keysOf(entry.step)}`);
    },
    'config.history': async ({ document, limit }) => ({
      steps: editor
        .list(document)
        .slice(0, limit)
        .map(({ step }) => step),
    }),
    async 'config.undo'(input, { caller }) {
      const step = editor.find(input.id)?.step;
      if (step === undefined) throw new GantryError('not_found', { message: 'There is no step with this id.', field: 'id' });
      const document = editor.documentOf(step.document);
      const plan = planFor(document, input);
      const entry = await editor.undo(input.id, async (text, keys) => ({
        author: caller,
        reason: input.reason ?? `undo of ${keysOf(step)}`,
        kind: 'undo',
        of: input.id,
        ...(await plan(text, keys)),
      }));
      return carryOut(document, entry, `${caller} undid ${keysOf(step)}`);
    },
  };
}

/** A value nobody gives, where something is made of it. */
function isMissing({ document, value, is_secret: isSecret, services }: ConfigEntry): boolean {
  return !isSecret && (value === null || value === undefined) && (document === 'settings' || services.length > 0);
}

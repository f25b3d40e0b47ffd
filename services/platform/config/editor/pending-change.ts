import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FILE_HEADERS_ONLY, formatPatch, parsePatch, reversePatch } from 'diff';
import { z } from 'zod';
import { type ConfigHistory, configDocumentSchema, type ErrorCode, GantryError } from '#contract';
import { parseJson, readIfThere, writeDurably } from '#platform/files';
import type { Log } from '#platform/log';
import type { Paths } from '#platform/paths';
import { createHistoryStore, type HistoryRecord } from './history-store.ts';

const pendingSchema = z.object({ step: z.string(), document: configDocumentSchema, file: z.string() });

/** A change that the host starts again for, until it is known to be good: `<state>/config-pending.json`. */
export function pendingChange(paths: Pick<Paths, 'state'>) {
  const file = join(paths.state, 'config-pending.json');
  return {
    note: (step: Pick<ConfigHistory, 'id' | 'document'>, target: string) =>
      writeDurably(file, JSON.stringify({ step: step.id, document: step.document, file: target })),
    async read() {
      const parsed = pendingSchema.safeParse(parseJson(await readIfThere(file)));
      return parsed.success ? parsed.data : undefined;
    },
    forget: () => rm(file, { force: true }),
  };
}

export function historyFolder(paths: Pick<Paths, 'state'>): string {
  return join(paths.state, 'config-history');
}

/** Failures of a start that no configuration is to blame for. */
const notByConfig: ReadonlySet<ErrorCode> = new Set(['already_running', 'home_not_writable', 'disk_full']);

/**
 * A host that cannot start with a change it was started again for gets its former file back. Gives what was done as a
 * sentence, or undefined where there was no such change.
 */
export async function takeBackPending(paths: Paths, error: unknown, log: Log): Promise<string | undefined> {
  if (error instanceof GantryError && notByConfig.has(error.code)) return undefined;
  const pending = pendingChange(paths);
  const found = await pending.read();
  if (found === undefined) return undefined;
  const history = createHistoryStore({ folder: historyFolder(paths), log });
  await history.open([found.document]);
  const entry = history.find(found.step);
  await pending.forget();
  if (entry === undefined || ((await readIfThere(found.file)) ?? '') !== entry.after) return undefined;
  const reason = `Gantry could not start with it: ${error instanceof Error ? error.message : 'unknown reason'}`;
  await history.save(reversed(entry, { id: history.newId(Date.now()), reason }));
  if (entry.before === '') await rm(found.file, { force: true });
  else await writeDurably(found.file, entry.before);
  await history.save({ ...entry, step: { ...entry.step, state: 'rolled_back', note: reason } });
  return `${entry.step.changed.map(({ key }) => key).join(', ')} was set back: ${reason}`;
}

function reversed({ step, before, after }: HistoryRecord, { id, reason }: { id: string; reason: string }): HistoryRecord {
  return {
    step: {
      ...step,
      id,
      at: new Date().toISOString(),
      author: 'gantry',
      reason,
      kind: 'rollback',
      of: step.id,
      state: 'applied',
      note: null,
      changed: step.changed.map(({ key, from, to }) => ({ key, from: to, to: from })),
      diff: formatPatch(reversePatch(parsePatch(step.diff)), FILE_HEADERS_ONLY),
      from_revision: step.to_revision,
      to_revision: step.from_revision,
    },
    is_written: true,
    before: after,
    after: before,
    effect: null,
    baseline: {},
  };
}

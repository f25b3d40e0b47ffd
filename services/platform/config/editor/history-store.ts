import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type ConfigDocumentName, type ConfigHistory, configHistorySchema, stateSchema } from '#contract';
import { makePrivateFolder, parseJson, readIfThere, writeDurably } from '#platform/files';
import type { Log } from '#platform/log';

const recordSchema = z.object({
  step: configHistorySchema,
  /** False until the file itself was replaced. */
  is_written: z.boolean(),
  before: z.string(),
  after: z.string(),
  /** What has to restart, and how all was before: for whoever carries it out, also after a crash. */
  effect: z.object({ host: z.array(z.string()), services: z.array(z.string()), watch_seconds: z.number() }).nullable(),
  baseline: z.record(z.string(), z.object({ state: stateSchema, reason: z.string() })),
});
/** One step with both texts. */
export type HistoryRecord = z.infer<typeof recordSchema>;

/** Steps of one file that are kept; the oldest go. */
const keptSteps = 300;

/** The steps of the configuration, one file each (0600) in `<state>/config-history/<document>/`. */
export function createHistoryStore({ folder, log }: { folder: string; log: Log }) {
  const records = new Map<string, HistoryRecord>();
  const path = (step: Pick<ConfigHistory, 'id' | 'document'>) => join(folder, step.document, `${step.id}.json`);

  async function save(record: HistoryRecord): Promise<void> {
    await writeDurably(path(record.step), JSON.stringify(record));
    records.set(record.step.id, record);
  }

  async function remove(record: HistoryRecord): Promise<void> {
    records.delete(record.step.id);
    await rm(path(record.step), { force: true });
  }

  return {
    /** Reads all steps. One that cannot be read is left where it is and logged. */
    async open(documents: readonly ConfigDocumentName[]): Promise<void> {
      for (const document of documents) {
        const inner = join(folder, document);
        await makePrivateFolder(inner);
        for (const name of (await readdir(inner)).filter((each) => /^\d{13}-[0-9a-f]{8}\.json$/.test(each))) {
          const parsed = recordSchema.safeParse(parseJson(await readIfThere(join(inner, name))));
          if (parsed.success) records.set(parsed.data.step.id, parsed.data);
          else log.warn({ file: name }, 'a step of the configuration cannot be read and is passed over');
        }
      }
    },
    /** Ids sort by time, also within one millisecond of one process. */
    newId(now: number): string {
      const last = [...records.keys()].sort().at(-1) ?? '';
      const at = Math.max(now, Number(last.slice(0, 13) || 0) + 1);
      return `${String(at).padStart(13, '0')}-${randomBytes(4).toString('hex')}`;
    },
    save,
    remove,
    async prune(document: ConfigDocumentName): Promise<void> {
      const all = list(document);
      for (const record of all.slice(keptSteps)) if (record.step.state !== 'watching') await remove(record);
    },
    find: (id: string): HistoryRecord | undefined => records.get(id),
    list,
  };

  /** Newest first. */
  function list(document?: ConfigDocumentName): HistoryRecord[] {
    return [...records.values()]
      .filter(({ step }) => document === undefined || step.document === document)
      .sort((one, other) => (one.step.id < other.step.id ? 1 : -1));
  }
}

export type HistoryStore = ReturnType<typeof createHistoryStore>;

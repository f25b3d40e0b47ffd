import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Grades by query, then by document; above 0 is relevant. */
export type Judgements = ReadonlyMap<string, ReadonlyMap<string, number>>;

export interface RetrievalTest {
  /** Those that have a relevant document. */
  queries: { id: string; text: string }[];
  judgements: Judgements;
}

/** Reads queries and judgements of a collection in BEIR layout: queries.jsonl beside qrels.tsv or qrels/test.tsv. */
export async function readRetrievalTest(folder: string): Promise<RetrievalTest> {
  const judgements = new Map<string, Map<string, number>>();
  for (const line of (await readFile(await judgementFile(folder), 'utf8')).split('\n')) {
    const fields = line.trim().split(/\s+/);
    const grade = Number(fields.at(-1));
    const [query, document] = fields.length === 4 ? [fields[0], fields[2]] : fields;
    if (query === undefined || document === undefined || fields.length < 3 || !Number.isFinite(grade)) continue;
    const graded = judgements.get(query) ?? new Map<string, number>();
    judgements.set(query, graded.set(document, grade));
  }
  const queries = (await readFile(join(folder, 'queries.jsonl'), 'utf8'))
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as { _id: string | number; text: string })
    .map(({ _id, text }) => ({ id: String(_id), text }))
    .filter(({ id }) => [...(judgements.get(id)?.values() ?? [])].some((grade) => grade > 0));
  return { queries, judgements };
}

async function judgementFile(folder: string): Promise<string> {
  const names = await readdir(folder);
  return names.includes('qrels') ? join(folder, 'qrels', 'test.tsv') : join(folder, 'qrels.tsv');
}

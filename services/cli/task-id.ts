import type { Client } from '#client';
import { GantryError, type Task } from '#contract';

const leastCells = 8;
const wholeId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** As many as the host lists; an older task is found by its whole id. */
const newest = 200;

/** The beginnings by which these ids can be told apart, 8 characters or more. */
export function shortIds(ids: readonly string[]): (id: string) => string {
  let cells = leastCells;
  while (cells < 36 && new Set(ids.map((id) => id.slice(0, cells))).size < new Set(ids).size) cells += 1;
  return (id) => id.slice(0, cells);
}

/**
 * The whole id of the task whose id begins so.
 * @throws GantryError `not_found`, or `invalid_value` when several do
 */
export async function findTaskId(client: Client, beginning: string): Promise<string> {
  if (wholeId.test(beginning)) return beginning;
  if (!/^[0-9a-f][0-9a-f-]*$/i.test(beginning)) {
    throw new GantryError('invalid_value', { message: 'id must be the id of a task, or its beginning.', field: 'id' });
  }
  const { tasks } = await client.call('tasks.list', { limit: newest });
  const found = tasks.filter(({ id }: Task) => id.startsWith(beginning.toLowerCase()));
  const [first] = found;
  if (first === undefined) {
    throw new GantryError('not_found', {
      message: `None of the newest ${newest} tasks has an id that begins so.`,
      fix: 'See the ids with: npm run gantry -- tasks',
    });
  }
  if (found.length > 1) {
    throw new GantryError('invalid_value', {
      message: `${found.length} tasks have an id that begins so.`,
      field: 'id',
      fix: 'Give more characters of it.',
    });
  }
  return first.id;
}

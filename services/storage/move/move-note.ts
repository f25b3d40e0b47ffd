import type { Queryable } from '../storage.ts';
import type { Digest } from './row-hash.ts';

/** What was taken off a target for the time of copying, as SQL that makes it again. */
export interface Definition {
  table: string;
  name: string;
  kind: 'index' | 'constraint';
  sql: string;
}

/**
 * What a database says about itself when it is one end of a move. No note: it is in use, or nobody's.
 * `copying`: half a copy, never served; `ready`: a whole copy that nobody has begun to use; `left`: was in use, and all it
 * held was copied elsewhere.
 */
export interface MoveNote {
  state: 'copying' | 'ready' | 'left';
  /** Rows by table: of `copying` and `ready` those that the move wrote. */
  rows: Record<string, number>;
  /** Of `left`: what it held then. */
  digests: Record<string, Digest>;
  definitions: Definition[];
}

/** Undefined where there is none. */
export async function readNote(database: Queryable): Promise<MoveNote | undefined> {
  const [table] = await database.query<{ is_there: boolean }>("SELECT to_regclass('storage_move') IS NOT NULL AS is_there");
  if (!table?.is_there) return undefined;
  const [row] = await database.query<{ note: MoveNote }>('SELECT note FROM storage_move');
  return row?.note;
}

export async function writeNote(database: Queryable, note: MoveNote): Promise<void> {
  await database.query('CREATE TABLE IF NOT EXISTS storage_move (id integer PRIMARY KEY CHECK (id = 1), note jsonb NOT NULL)');
  await updateNote(database, note);
}

/** As `writeNote`, where the table is there already. */
export async function updateNote(database: Queryable, note: MoveNote): Promise<void> {
  await database.query('INSERT INTO storage_move (id, note) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET note = excluded.note', [
    JSON.stringify(note),
  ]);
}

export async function removeNote(database: Queryable): Promise<void> {
  await database.query('DROP TABLE IF EXISTS storage_move');
}

import { type Config, GantryError } from '#contract';
import type { Log } from '#platform/log';
import { createQueue } from '#platform/queue';
import type { Queryable, Storage } from '#storage';
import type { SearchMetrics } from './metrics.ts';

/** The HNSW index as the database has it. */
export interface VectorIndexState {
  name: string;
  isValid: boolean;
  bytes: number;
}

export interface VectorIndex {
  /** Undefined when there is none. @throws GantryError `database_unavailable` when there is no table to index */
  state(): Promise<VectorIndexState | undefined>;
  /** Builds the index when it is missing or not valid and not set aside. */
  ensure(report?: (reason: string) => void): Promise<void>;
  /** Drops the index for the time of a bulk load; searches read every vector meanwhile. */
  setAside(): Promise<void>;
  /** Takes one `setAside` back; after the last of them the index is built again. */
  bringBack(): Promise<void>;
  isSetAside(): boolean;
  /** Waits for a build that runs; never throws. */
  settle(): Promise<void>;
}

const undefinedTable = '42P01';
/** The graph of some 100,000 chunks fits, so that it is built in memory. */
const buildMemory = '256MB';

export interface VectorIndexOptions {
  config: Pick<Config['search'], 'hnswM' | 'hnswEfConstruction'>;
  storage: Storage;
  metrics: SearchMetrics;
  log: Log;
}

/** Sees to the vector index: whether it is there, building it, and doing without it while much is stored. */
export function createVectorIndex({ config, storage, metrics, log }: VectorIndexOptions): VectorIndex {
  let setAsides = 0;
  const changes = createQueue();

  async function state(): Promise<VectorIndexState | undefined> {
    try {
      const [row] = await storage.query<{ name: string; is_valid: boolean; bytes: string }>(
        `SELECT c.relname AS name, i.indisvalid AND i.indisready AS is_valid, pg_relation_size(c.oid) AS bytes
           FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam
          WHERE i.indrelid = 'chunks'::regclass AND a.amname = 'hnsw' ORDER BY i.indisvalid DESC LIMIT 1`,
      );
      return row === undefined ? undefined : { name: row.name, isValid: row.is_valid, bytes: Number(row.bytes) };
    } catch (error) {
      if ((error as { code?: unknown }).code !== undefinedTable) throw error;
      throw new GantryError('database_unavailable', {
        message: 'The database has no table chunks: its migrations did not run.',
        cause: error,
      });
    }
  }

  async function drop({ name }: VectorIndexState): Promise<void> {
    await storage.query(`DROP INDEX IF EXISTS "${name.replaceAll('"', '""')}"`);
  }

  async function build(report: (reason: string) => void): Promise<void> {
    const present = await state();
    if (present?.isValid || setAsides > 0) return;
    report('building the vector index');
    const startedAt = performance.now();
    if (present !== undefined) await drop(present);
    const buildIndex = async (connection: Queryable) => {
      await connection.query("SELECT set_config('maintenance_work_mem', $1, true)", [buildMemory]);
      // Parameters are not allowed in WITH; both are whole numbers by their schema. pgvector wants ef_construction >= 2 m.
      await connection.query(
        `CREATE INDEX chunks_embedding ON chunks USING hnsw (embedding vector_cosine_ops)
           WITH (m = ${config.hnswM}, ef_construction = ${Math.max(config.hnswEfConstruction, 2 * config.hnswM)})`,
      );
    };
    // A large index takes longer than any other statement may.
    await storage.transaction(buildIndex, { timeoutMs: 0 });
    const seconds = (performance.now() - startedAt) / 1000;
    metrics.indexBuildSeconds.observe(seconds);
    log.info({ seconds }, 'vector index built');
  }

  return {
    state,
    ensure: (report = () => {}) => changes.run(() => build(report)),
    async setAside() {
      setAsides += 1;
      await changes.run(async () => {
        const present = await state();
        if (present !== undefined) await drop(present);
      });
    },
    async bringBack() {
      setAsides -= 1;
      if (setAsides === 0) await changes.run(() => build(() => {}));
    },
    isSetAside: () => setAsides > 0,
    settle: () => changes.run(async () => {}),
  };
}

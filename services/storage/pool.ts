import { setTimeout } from 'node:timers/promises';
import { type ClientConfig, Pool, type PoolClient, type QueryConfig, type QueryResult, types } from 'pg';
import type { Config } from '#contract';
import { GantryError } from '#contract';
import type { Log } from '#platform/log';
import type { DatabaseAddress } from './database-address.ts';
import { isConnectionLost } from './describe-database-error.ts';
import type { PoolMetrics, PoolSizes } from './metrics.ts';
import type { Queryable, Storage } from './storage.ts';

export interface DatabasePool extends Queryable {
  transaction: Storage['transaction'];
  /** One connection whose statements may take as long as they need, for migrations and maintenance. */
  withoutTimeout<T>(work: (connection: Queryable) => Promise<T>): Promise<T>;
  /** Where new connections go from now on. */
  open(address: DatabaseAddress): void;
  /** Waits for the statements that run, at most 3 s, and closes. Can be opened again. */
  close(): Promise<void>;
  sizes(): PoolSizes;
  /** Rows inserted, updated and deleted by statements of this pool so far; what they cascade to is not counted. */
  changedRows(): number;
}

export interface PoolOptions {
  config: Pick<Config['storage'], 'poolMaxConnections' | 'poolAcquireTimeoutMs' | 'statementTimeoutMs'>;
  log: Log;
  metrics: PoolMetrics;
  /** Whether the server itself ends a statement that takes too long. The embedded one has no moment to look at a clock. */
  endsLateStatements: boolean;
  /** Why the database does not run, where that is known without asking it. */
  failure?(): GantryError | undefined;
  /** An error of `pg` as a typed one; what is a mistake in the SQL stays as it is. */
  describe(error: unknown): unknown;
  /** Called when a connection could not be had or was lost. */
  onTrouble?(): void;
}

const longestDrainMs = 3000;
/** A server that ends late statements is given this much longer before it counts as gone. */
const lateServerMs = 2000;
const int8Oid = 20;
const changingCommands = new Set(['INSERT', 'UPDATE', 'DELETE']);

/** Rows as people expect them: bigint as a number where it is exact, else as text; vectors as text. */
function getTypeParser(oid: number, format?: 'text' | 'binary'): unknown {
  if (oid !== int8Oid || format === 'binary') return types.getTypeParser(oid, format as 'text');
  return (text: string) => (Number.isSafeInteger(Number(text)) ? Number(text) : text);
}

/** Values come in one form whatever a server or its users are set to. */
const plainForms = '-c datestyle=ISO -c timezone=UTC -c bytea_output=hex -c extra_float_digits=1';

function connectionOptions({ host, port, user, database, tls = 'off' }: DatabaseAddress, password: () => Promise<string>): ClientConfig {
  const ssl = tls === 'off' ? false : { rejectUnauthorized: tls === 'verify' };
  // A function in any case: without one `pg` looks for a password in the environment.
  return { host, port, user, database, password, ssl };
}

/** Asks for the password of an address, and knows how often the answer was another one. */
function createPasswordSource({ password = async () => '' }: DatabaseAddress) {
  let last: string | undefined;
  let changes = 0;
  return {
    async ask(): Promise<string> {
      const now = await password();
      if (last !== undefined && now !== last) changes += 1;
      last = now;
      return now;
    },
    changes: () => changes,
  };
}

/** The `pg` pool, measured, with typed errors. */
export function createPool({ config, log, metrics, endsLateStatements, failure, describe, onTrouble }: PoolOptions): DatabasePool {
  let pool: Pool | undefined;
  let changedRows = 0;
  let passwords: ReturnType<typeof createPasswordSource> | undefined;

  async function acquire(): Promise<PoolClient> {
    const known = failure?.();
    if (known !== undefined) throw known;
    if (pool === undefined) throw new GantryError('database_unavailable', { message: 'The database is not open.' });
    const startedAt = performance.now();
    try {
      return await connect(pool);
    } catch (error) {
      onTrouble?.();
      throw await describe(error);
    } finally {
      metrics.acquireSeconds.observe((performance.now() - startedAt) / 1000);
    }
  }

  /** A login that began before the password was changed and came after is refused; asked again, it has the new one. */
  async function connect(from: Pool): Promise<PoolClient> {
    const changesBefore = passwords?.changes();
    try {
      return await from.connect();
    } catch (error) {
      if ((error as { code?: string }).code !== '28P01' || passwords === undefined) throw error;
      await passwords.ask();
      if (passwords.changes() === changesBefore) throw error;
      return from.connect();
    }
  }

  /** A connection that is asked through our own door: measured, with typed errors. */
  function asQueryable(client: PoolClient, { timeoutMs, onLost }: { timeoutMs: number; onLost(): void }): Queryable {
    return {
      async query<R extends object>(sql: string, parameters: readonly unknown[] = []): Promise<R[]> {
        const startedAt = performance.now();
        try {
          // 0 is no limit.
          const query_timeout = timeoutMs === 0 || !endsLateStatements ? timeoutMs : timeoutMs + lateServerMs;
          const result = await client.query<R>({ text: sql, values: [...parameters], query_timeout } as QueryConfig);
          metrics.queries.inc({ outcome: 'ok' });
          // Several statements in one text give a list of results; then the rows of the last count.
          const results = (Array.isArray(result) ? result : [result]) as QueryResult<R>[];
          for (const { command, rowCount } of results) if (changingCommands.has(command)) changedRows += rowCount ?? 0;
          return results.at(-1)?.rows ?? [];
        } catch (error) {
          metrics.queries.inc({ outcome: 'error' });
          if (isConnectionLost(error)) {
            onLost();
            onTrouble?.();
          }
          throw await describe(error);
        } finally {
          metrics.querySeconds.observe((performance.now() - startedAt) / 1000);
        }
      },
    };
  }

  async function withConnection<T>(timeoutMs: number, work: (connection: Queryable) => Promise<T>): Promise<T> {
    const client = await acquire();
    let isLost = false;
    const onLost = () => {
      isLost = true;
    };
    try {
      return await work(asQueryable(client, { timeoutMs, onLost }));
    } finally {
      client.release(isLost);
    }
  }

  const transaction: Storage['transaction'] = (work, { timeoutMs = config.statementTimeoutMs } = {}) =>
    withConnection(timeoutMs, async (connection) => {
      await connection.query('BEGIN');
      try {
        if (endsLateStatements && timeoutMs !== config.statementTimeoutMs)
          await connection.query(`SET LOCAL statement_timeout = ${Math.trunc(timeoutMs)}`);
        const result = await work(connection);
        await connection.query('COMMIT');
        return result;
      } catch (error) {
        // Where this fails too the connection is lost, and the database rolls back by itself.
        await connection.query('ROLLBACK').catch(() => undefined);
        throw error;
      }
    });

  return {
    query: (sql, parameters) => withConnection(config.statementTimeoutMs, (connection) => connection.query(sql, parameters)),
    transaction,
    withoutTimeout: (work) =>
      withConnection(0, async (connection) => {
        if (!endsLateStatements) return work(connection);
        await connection.query('SET statement_timeout = 0');
        try {
          return await work(connection);
        } finally {
          // Where this fails the connection is lost, and its settings with it.
          await connection.query('RESET statement_timeout').catch(() => undefined);
        }
      }),
    open(address) {
      const source = createPasswordSource(address);
      passwords = source;
      const options = connectionOptions(address, source.ask);
      if (pool !== undefined) {
        Object.assign(pool.options, options);
        return;
      }
      pool = new Pool({
        ...options,
        ...(endsLateStatements ? { statement_timeout: config.statementTimeoutMs, keepAlive: true, options: plainForms } : {}),
        max: config.poolMaxConnections,
        connectionTimeoutMillis: config.poolAcquireTimeoutMs,
        types: { getTypeParser: getTypeParser as typeof types.getTypeParser },
      });
      const opened = pool;
      const noteLoss = (error: Error) => {
        if (pool === opened) log.warn({ reason: error.message }, 'a database connection was lost');
      };
      // A connection that ends while nobody waits for an answer is replaced; without a listener it would end the process.
      pool.on('error', noteLoss);
      pool.on('connect', (client) => client.on('error', () => undefined));
    },
    async close() {
      const closing = pool?.end();
      pool = undefined;
      await Promise.race([closing, setTimeout(longestDrainMs, undefined, { ref: false })]);
    },
    sizes: () => ({ total: pool?.totalCount ?? 0, idle: pool?.idleCount ?? 0, waiting: pool?.waitingCount ?? 0 }),
    changedRows: () => changedRows,
  };
}

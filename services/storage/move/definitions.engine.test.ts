import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configSchema } from '#contract';
import { createEvents } from '#platform/events';
import { createLog } from '#platform/log';
import { createMetrics, createSampler } from '#platform/metrics';
import { addPoolMetrics } from '../metrics.ts';
import type { Provider } from '../provider/provider.ts';
import { createRemoteProvider } from '../provider/remote-provider.ts';
import { startPostgres, type TestPostgres, whyNoPostgres } from '../test-postgres.ts';
import { buildIndexes, readDefinitions, takeOff } from './definitions.ts';
import { readTables } from './moved-table.ts';

describe.skipIf((await whyNoPostgres()) !== undefined)('indexes of a Postgres in a container', () => {
  let server: TestPostgres;
  let provider: Provider;
  beforeAll(async () => {
    server = await startPostgres();
    const log = createLog({ level: 'silent' });
    const metrics = createMetrics();
    const sampler = createSampler({ events: createEvents(), log });
    const config = configSchema.parse({}).storage;
    const poolMetrics = addPoolMetrics({ maxConnections: 4, sizes: () => provider.pool.sizes(), metrics, sampler });
    provider = createRemoteProvider({ name: 'stack', config, log, metrics: poolMetrics, find: server.find });
    await provider.open(() => undefined);
  });
  afterAll(async () => {
    await provider.close();
    await server.remove();
  });

  it('are built anew as they were, also where shared memory is too short to build side by side', async () => {
    // From 8 MB on Postgres builds with several processes, which share maintenance_work_mem; this container has 64 MB.
    await provider.pool.withoutTimeout((connection) =>
      connection.query(`CREATE EXTENSION vector; CREATE TABLE passages (id int PRIMARY KEY, embedding vector(384));
        INSERT INTO passages SELECT i, (SELECT array_agg(random()) FROM generate_series(1, 384) WHERE i > 0)::vector FROM generate_series(1, 6000) AS i;
        CREATE INDEX passages_embedding ON passages USING hnsw (embedding vector_cosine_ops) WITH (m = 6, ef_construction = 20)`),
    );
    const tables = await provider.pool.withoutTimeout(readTables);
    const before = await provider.pool.withoutTimeout((connection) => readDefinitions(connection, tables));
    const taken = await provider.pool.transaction((connection) => takeOff(connection, tables));
    expect(taken).toMatchObject([{ name: 'passages_embedding', kind: 'index', sql: expect.stringContaining("m='6'") }]);
    const direct = provider.pool.transaction(async (connection) => {
      await connection.query("SET LOCAL maintenance_work_mem = '256MB'");
      await connection.query(taken[0]?.sql ?? '');
    });
    await expect(direct).rejects.toMatchObject({ code: 'database_unavailable', fix: expect.stringContaining('shm_size') });
    const signal = AbortSignal.timeout(60_000);
    const built = await provider.pool.transaction(
      (connection) => buildIndexes(connection, taken, { tables, report: () => undefined, signal }),
      { timeoutMs: 0 },
    );
    expect(built).toBe(1);
    expect(await provider.pool.withoutTimeout((connection) => readDefinitions(connection, tables))).toEqual(before);
  });
});

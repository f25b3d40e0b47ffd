import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTestHome, makeTestStorage, removeTestHome } from './test-storage.ts';

let home: string;
let rooms: Awaited<ReturnType<typeof makeTestStorage>>;
beforeAll(async () => {
  home = await makeTestHome();
  rooms = await makeTestStorage(home, { testing: { lookMs: 50 } });
  await rooms.start();
});
afterAll(async () => {
  await rooms.stop();
  await removeTestHome(home);
});

it('tells the planner about many new rows and keeps the write-ahead log short', async () => {
  const { storage } = rooms;
  const redo = async () => (await storage.query<{ lsn: string }>('SELECT redo_lsn::text AS lsn FROM pg_control_checkpoint()'))[0]?.lsn;
  const statistics = () => storage.query("SELECT 1 FROM pg_stats WHERE tablename = 'big'");
  await storage.query('CREATE TABLE big (id int, filler text)');
  const before = await redo();
  expect(await statistics()).toEqual([]);
  for (let i = 0; i < 3; i += 1) {
    await storage.query('INSERT INTO big SELECT i, repeat(md5(i::text), 50) FROM generate_series(1, 15000) AS i');
  }
  await expect.poll(redo, { timeout: 20_000 }).not.toBe(before);
  await expect.poll(async () => (await statistics()).length, { timeout: 20_000 }).toBe(2);
  expect(await storage.query('SELECT count(*) AS rows FROM big')).toEqual([{ rows: 45_000 }]);
});

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeTestHome, makeTestStorage, removeTestHome } from '../test-storage.ts';
import { frontendMessage, frontendType, queryMessage, startupPacket, syncMessage } from './frontend.ts';

const port = 5432;
let home: string;
let rooms: Awaited<ReturnType<typeof makeTestStorage>>;
/** Tells a backend that was started again from the same one. */
let startedAt: Record<string, unknown>[];
beforeAll(async () => {
  home = await makeTestHome();
  rooms = await makeTestStorage(home);
  await rooms.start();
  await rooms.storage.query('CREATE TABLE accounts (id int PRIMARY KEY, amount int NOT NULL)');
  startedAt = await rooms.storage.query('SELECT pg_postmaster_start_time() AS at');
});
afterAll(async () => {
  await rooms.stop();
  await removeTestHome(home);
});

async function open(): Promise<Client> {
  const client = new Client({ host: rooms.paths.run, port, user: 'postgres', database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

const openMany = (count: number) => Promise.all(Array.from({ length: count }, open));
const closeAll = (clients: readonly Client[]) => Promise.all(clients.map((client) => client.end()));

it('never mixes the statements of 8 connections', async () => {
  const clients = await openMany(8);
  await Promise.all(
    clients.map(async (client, at) => {
      for (let i = 0; i < 100; i += 1) {
        if (at % 2 === 0) expect((await client.query('SELECT $1::text AS value', [`${at}:${i}`])).rows).toEqual([{ value: `${at}:${i}` }]);
        else
          expect((await client.query('SELECT $1::int + $2::int AS value, $1::int AS first', [at, i])).rows).toEqual([
            { value: at + i, first: at },
          ]);
        if (i % 10 === at) await expect(client.query('SELECT $1::int / 0', [at])).rejects.toMatchObject({ code: '22012' });
      }
    }),
  );
  await closeAll(clients);
});

it('keeps named statements of the same name apart', async () => {
  const clients = await openMany(4);
  for (let i = 0; i < 20; i += 1) {
    const answers = await Promise.all(
      clients.map((client, at) => client.query({ name: 'same', text: `SELECT ${at} AS at, $1::int AS i`, values: [i] })),
    );
    expect(answers.map(({ rows }) => rows[0])).toEqual(clients.map((_, at) => ({ at, i })));
  }
  await closeAll(clients);
  const prepared = async () => (await rooms.storage.query('SELECT name FROM pg_prepared_statements')).length;
  await expect.poll(prepared).toBe(0);
});

it('keeps 8 connections of transactions, mistakes and disconnects exact', async () => {
  await rooms.storage.query('TRUNCATE accounts');
  await rooms.storage.query('INSERT INTO accounts SELECT i, 0 FROM generate_series(0, 7) AS i');
  const committed = Array.from({ length: 8 }, () => 0);
  await Promise.all(
    committed.map(async (_, at) => {
      let client = await open();
      for (let i = 0; i < 40; i += 1) {
        await client.query('BEGIN');
        await client.query('UPDATE accounts SET amount = amount + 1 WHERE id = $1', [at]);
        const kind = (i + at) % 4;
        if (kind === 0) {
          // Gone in the middle, without a word.
          client.connection.stream.destroy();
          client = await open();
        } else if (kind === 1) {
          await expect(client.query('INSERT INTO accounts VALUES ($1, 0)', [at])).rejects.toMatchObject({ code: '23505' });
          await expect(client.query('SELECT 1')).rejects.toMatchObject({ code: '25P02' });
          await client.query('ROLLBACK');
        } else if (kind === 2) await client.query('ROLLBACK');
        else {
          const { rows } = await client.query('SELECT amount FROM accounts WHERE id = $1', [at]);
          committed[at] = (committed[at] ?? 0) + 1;
          expect(rows).toEqual([{ amount: committed[at] }]);
          await client.query('COMMIT');
        }
      }
      await client.end();
    }),
  );
  const rows = await rooms.storage.query<{ amount: number }>('SELECT amount FROM accounts ORDER BY id');
  expect(rows.map(({ amount }) => amount)).toEqual(committed);
  expect(committed).toEqual(Array.from({ length: 8 }, () => 10));
});

it('takes away what a connection leaves in its session before another one has its turn', async () => {
  const [one, two] = (await openMany(2)) as [Client, Client];
  for (const sql of [
    "SET search_path = 'nowhere'",
    "SELECT set_config('search_path', 'nowhere', false)",
    'SET default_transaction_read_only = on',
    'CREATE TEMP TABLE accounts AS SELECT 1 AS other',
    'PREPARE left_over AS SELECT 1',
  ]) {
    await one.query(sql);
    expect((await two.query('SELECT count(*)::int AS count, min(id) AS first FROM accounts')).rows).toEqual([{ count: 8, first: 0 }]);
    await two.query('UPDATE accounts SET amount = 0 WHERE id = 0');
    await expect(two.query('EXECUTE left_over')).rejects.toMatchObject({ code: '26000' });
  }
  await one.query('BEGIN');
  await one.query("SET LOCAL work_mem = '9MB'");
  expect((await one.query('SHOW work_mem')).rows).toEqual([{ work_mem: '9MB' }]);
  await one.query('COMMIT');
  expect((await two.query('SHOW work_mem')).rows).toEqual([{ work_mem: '4MB' }]);
  await closeAll([one, two]);
});

it('carries values of megabytes both ways', async () => {
  const client = await open();
  const long = 'äb'.repeat(4_000_000);
  const { rows } = await client.query('SELECT $1::text AS value, length($1::text) AS length', [long]);
  expect(rows[0]?.length).toBe(long.length);
  expect(rows[0]?.value === long).toBe(true);
  await client.end();
});

it('refuses COPY FROM STDIN and goes on', async () => {
  const client = await open();
  for (const query of ['COPY accounts FROM STDIN', { text: 'COPY accounts FROM STDIN', queryMode: 'extended' }]) {
    await expect(client.query(query as string)).rejects.toMatchObject({ message: expect.stringContaining('COPY') });
    expect((await client.query("SELECT 'copy'::text AS word, $1::int AS one", [1])).rows).toEqual([{ word: 'copy', one: 1 }]);
  }
  await client.end();
});

/** A client that sends bytes as they are. */
async function openRaw(): Promise<{ socket: Socket; heard: () => string; waitFor(text: string): Promise<void> }> {
  const socket = connect(`${rooms.paths.run}/.s.PGSQL.${port}`);
  await once(socket, 'connect');
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => undefined);
  return { socket, heard: () => text, waitFor: (wanted) => expect.poll(() => text, { timeout: 10_000 }).toContain(wanted) };
}

const message = (type: number, text: string) => frontendMessage(type, Buffer.from(text, 'latin1'));
const parse = (sql: string) => message(frontendType.parse, `\0${sql}\0\0\0`);
const bindExecute = Buffer.concat([message(frontendType.bind, '\0\0\0\0\0\0\0\0'), message(frontendType.execute, '\0\0\0\0\0')]);

it('answers SSL and GSS requests with no, and takes messages in pieces of any size', async () => {
  const { socket, waitFor, heard } = await openRaw();
  socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
  await waitFor('N');
  socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 48]));
  await waitFor('NN');
  const bytes = Buffer.concat([startupPacket({ user: 'anybody' }), queryMessage("SELECT 'in pieces'"), queryMessage("SELECT 'at once'")]);
  for (const byte of bytes.subarray(0, 60)) socket.write(Buffer.from([byte]));
  socket.write(bytes.subarray(60));
  await waitFor('at once');
  expect(heard()).toContain('in pieces');
  socket.destroy();
});

it('takes a newer minor protocol down to 3.0', async () => {
  const { socket, waitFor } = await openRaw();
  const packet = startupPacket({ user: 'x', '_pq_.new': '1' });
  packet.writeInt32BE(0x0003_0002, 4);
  socket.write(packet);
  await waitFor('_pq_.new');
  socket.write(queryMessage("SELECT 'after all'"));
  await waitFor('after all');
  socket.destroy();
});

it('keeps the backend for a connection between Flush and Sync, and frees it when that one vanishes', async () => {
  const { socket, waitFor } = await openRaw();
  socket.write(startupPacket({ user: 'x' }));
  await waitFor('server_version');
  socket.write(Buffer.concat([parse("SELECT 'mine'"), frontendMessage(frontendType.flush)]));
  await waitFor('1\0\0\0\u0004');
  let isAnswered = false;
  const other = rooms.storage.query("SELECT 'other' AS value WHERE $1", [true]).finally(() => {
    isAnswered = true;
  });
  socket.write(Buffer.concat([bindExecute, frontendMessage(frontendType.flush)]));
  await waitFor('mine');
  expect(isAnswered).toBe(false);
  socket.destroy();
  expect(await other).toEqual([{ value: 'other' }]);
});

it('never runs the unnamed statement of another connection', async () => {
  const { socket, waitFor, heard } = await openRaw();
  socket.write(Buffer.concat([startupPacket({ user: 'x' }), parse("SELECT 'first'"), syncMessage(), bindExecute, syncMessage()]));
  await waitFor('first');
  await rooms.storage.query("SELECT 'second' WHERE $1", [true]);
  socket.write(Buffer.concat([bindExecute, syncMessage()]));
  await waitFor('C26000');
  expect(heard()).not.toContain('second');
  socket.write(Buffer.concat([parse("SELECT 'third'"), bindExecute, syncMessage()]));
  await waitFor('third');
  socket.destroy();
});

it.each([
  ['a length that cannot be', Buffer.from([0x51, 0x7f, 0xff, 0xff, 0xff, 0]), '08P01'],
  ['a type nobody knows', message(0x7e, 'x'), '08P01'],
  [
    'a parameter longer than its message',
    Buffer.concat([parse('SELECT $1::int'), message(frontendType.bind, '\0\0\0\0\0\u0001\0\0\u00ff\u00ff'), syncMessage()]),
    '08P01',
  ],
  ['a describe of nothing', Buffer.concat([message(frontendType.describe, 'Z\0'), syncMessage()]), '08P01'],
  ['a call of a function that is none', Buffer.concat([message(frontendType.functionCall, '\0\0\0\0\0\0\0\0\0\0')]), '42883'],
  ['a text that is no UTF-8', message(frontendType.query, "SELECT '\u00ff\u00fe'\0"), '22021'],
])('survives %s, in the same backend', async (_what, bytes, code) => {
  const { socket, waitFor } = await openRaw();
  socket.write(Buffer.concat([startupPacket({ user: 'x' }), bytes]));
  await waitFor(`C${code}`);
  socket.destroy();
  expect(await rooms.storage.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(await rooms.storage.query('SELECT pg_postmaster_start_time() AS at')).toEqual(startedAt);
});

it('lets go of a client that cancels or sends what is no startup', async () => {
  for (const bytes of [Buffer.from([0, 0, 0, 16, 4, 210, 22, 46, 0, 0, 0, 0, 0, 0, 0, 0]), Buffer.from('GET / HTTP/1.1\r\n\r\n')]) {
    const { socket } = await openRaw();
    const closed = once(socket, 'close');
    socket.write(bytes);
    await closed;
  }
  expect(await rooms.storage.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

const run = promisify(execFile);
const hasPsql = await run('psql', ['--version']).then(
  () => true,
  () => false,
);

it.runIf(hasPsql)('is reached by psql', async () => {
  const { stdout } = await run('psql', ['-h', rooms.paths.run, '-Atc', 'SELECT count(*) FROM accounts', '-c', '\\dt']);
  expect(stdout).toMatch(/^8\n/);
  expect(stdout).toContain('documents');
});

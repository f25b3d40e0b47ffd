import { setImmediate } from 'node:timers/promises';
import type { Engine } from '../embedded/engine.ts';
import { commandTags, errorMessage, readyMessage } from './backend.ts';
import type { Exchange } from './exchange.ts';
import { closeStatementMessage, queryMessage, syncMessage } from './frontend.ts';

/** A connection as the scheduler sees it. */
export interface Client {
  answer(bytes: Buffer): void;
  /** Ends it with a last message. */
  refuse(message: Buffer): void;
}

export interface Scheduler {
  run(client: Client, exchange: Exchange): void;
  /** The client has gone: what it has not begun is dropped, its open transaction is rolled back, its statements are closed. */
  leave(client: Client, statementNames: readonly string[]): void;
  /** Runs `then` when everything this client has sent is done. */
  after(client: Client, then: () => void): void;
  /** Waits for what is running, drops the rest. */
  close(): Promise<void>;
}

/** How long a connection may keep an open transaction without a word while others wait. */
const longestIdleMs = 60_000;
/** Tags of commands whose effect stays with the session. */
const sessionTags = /^(SET|LISTEN|PREPARE|DECLARE CURSOR|CREATE TABLE|SELECT INTO|DO|CALL|LOAD)\b/;
/** DISCARD ALL without DEALLOCATE ALL: statements of other connections stay. */
const resetSession = `RESET ALL; SET SESSION AUTHORIZATION DEFAULT; CLOSE ALL; UNLISTEN *; DISCARD TEMP; DISCARD SEQUENCES;
DO $$ DECLARE statement text; BEGIN
  FOR statement IN SELECT name FROM pg_prepared_statements WHERE from_sql LOOP EXECUTE format('DEALLOCATE %I', statement); END LOOP;
END $$`;

function touchesSession(exchange: Exchange, answer: Buffer): boolean {
  if (exchange.mayTouchSession) return true;
  return commandTags(answer).some((tag) => sessionTags.test(tag) && !(tag === 'SET' && exchange.setsOnlyLocally));
}

interface Job {
  client: Client;
  work(): Promise<void>;
}

/**
 * Gives many connections one backend: one exchange at a time, and from BEGIN to its end only those of one
 * connection. What a connection leaves in the session is taken away before another one's turn.
 */
export function createScheduler(engine: Engine): Scheduler {
  let jobs: Job[] = [];
  let isRunning = false;
  let lastRun: Promise<void> = Promise.resolve();
  let owner: Client | undefined;
  let isHeldByFlush = false;
  let last: Client | undefined;
  let isSessionTouched = false;
  let unnamedOwner: Client | undefined;
  let idleTimer: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function runExchange(client: Client, exchange: Exchange): Promise<void> {
    if (exchange.needsUnnamed && unnamedOwner !== client) {
      refuseUnnamed(client);
      return;
    }
    if (isSessionTouched && last !== client) {
      await engine.run(queryMessage(resetSession));
      isSessionTouched = false;
    }
    const answer = await engine.run(exchange.messages);
    last = client;
    if (exchange.definesUnnamed) unnamedOwner = client;
    isHeldByFlush = exchange.isUnfinished;
    owner = isHeldByFlush || engine.isInTransaction() ? client : undefined;
    isSessionTouched ||= touchesSession(exchange, answer);
    client.answer(answer);
  }

  /** Another connection has used the one unnamed statement since: an error, never that one's statement. */
  function refuseUnnamed(client: Client): void {
    const error = { severity: 'ERROR', code: '26000', message: 'unnamed prepared statement does not exist' } as const;
    client.answer(
      Buffer.concat([
        errorMessage({ ...error, hint: 'Send Parse, Bind and Execute together, or give the statement a name.' }),
        readyMessage(),
      ]),
    );
  }

  async function giveUp(client: Client, statementNames: readonly string[]): Promise<void> {
    if (owner === client) {
      if (isHeldByFlush) await engine.run(syncMessage());
      if (engine.isInTransaction()) await engine.run(queryMessage('ROLLBACK'));
      owner = undefined;
      isHeldByFlush = false;
    }
    if (statementNames.length > 0) await engine.run(Buffer.concat([...statementNames.map(closeStatementMessage), syncMessage()]));
  }

  function takeNext(): Job | undefined {
    const index = owner === undefined ? 0 : jobs.findIndex(({ client }) => client === owner);
    return index === -1 ? undefined : jobs.splice(index, 1)[0];
  }

  async function runAll(): Promise<void> {
    clearTimeout(idleTimer);
    for (let job = takeNext(); job !== undefined && !isClosed; job = takeNext()) {
      await job.work();
      // Sockets get their turn: the backend blocks this thread while it works.
      await setImmediate();
    }
    isRunning = false;
    const idle = owner;
    if (idle === undefined || jobs.length === 0) return;
    idleTimer = setTimeout(() => endIdle(idle), longestIdleMs);
  }

  function endIdle(client: Client): void {
    const message = `terminating connection: its transaction was idle for ${longestIdleMs / 1000} s while others waited`;
    client.refuse(errorMessage({ severity: 'FATAL', code: '25P03', message }));
  }

  function add(client: Client, work: () => Promise<void>): void {
    if (isClosed) return;
    jobs.push({ client, work });
    if (isRunning) return;
    isRunning = true;
    lastRun = runAll();
  }

  return {
    run: (client, exchange) => add(client, () => runExchange(client, exchange)),
    leave(client, statementNames) {
      jobs = jobs.filter((job) => job.client !== client);
      add(client, () => giveUp(client, statementNames));
    },
    after: (client, then) => add(client, async () => then()),
    async close() {
      isClosed = true;
      clearTimeout(idleTimer);
      await lastRun;
    },
  };
}

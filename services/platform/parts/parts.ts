import { type CheckResult, GantryError, type Part, type State } from '#contract';
import type { Events } from '#platform/events';
import type { Log } from '#platform/log';
import { type Check, runCheck } from './check.ts';
import { startOrder } from './start-order.ts';

/** One part of the host as its room declares it. */
export interface PartDeclaration {
  /** Lower-case words joined by `-`. */
  name: string;
  title: string;
  dependsOn: readonly string[];
  /** Whether `/readyz` waits for it. */
  isEssential: boolean;
  /** Brings it up; `report` says in words what it is doing meanwhile. */
  start(report: (reason: string) => void): Promise<void>;
  /** Lets go of everything; called also after a start that failed. */
  stop(): Promise<void>;
  /** Run every 15 s while it is up; the worst of them is the state of the part. */
  checks: readonly Check[];
  /** Calls back when its checks may say something else than before; they are run again soon, not only after 15 s. */
  onTouch?(listener: () => void): void;
}

export interface Parts {
  add(part: PartDeclaration): void;
  /** Starts one part before the others and says whether it is up. */
  startFirst(name: string): Promise<boolean>;
  /** Starts the rest in the order of their dependencies, side by side where allowed. Does not throw: states say what happened. */
  start(): Promise<void>;
  /** Stops in reverse order. */
  stop(): Promise<void>;
  list(): Part[];
  /** Runs all checks now. */
  refresh(): Promise<void>;
  /** Names and reasons of the essential parts that do not serve; empty is ready. */
  waitingFor(): { name: string; reason: string; state: State }[];
}

const checkIntervalMs = 15_000;
/** Changes come in groups; one look serves them all. */
const touchDelayMs = 100;
const firstRetryMs = 2000;
const longestRetryMs = 60_000;
/** Starting again would meet the same: a person has to act. */
const notWorthRetrying: ReadonlySet<string> = new Set([
  'database_damaged',
  'migration_changed',
  'migration_failed',
  'model_missing',
  'home_not_writable',
]);
/** From best to worst. */
const severity: readonly State[] = ['ok', 'stopped', 'unknown', 'starting', 'degraded', 'down'];

interface Held {
  declaration: PartDeclaration;
  part: Part;
  started: boolean;
  retryTimer?: NodeJS.Timeout;
  touchTimer?: NodeJS.Timeout;
}

export function createParts({ events, log }: { events: Events; log: Log }): Parts {
  const held = new Map<string, Held>();
  let checkTimer: NodeJS.Timeout | undefined;
  let stopping = false;

  function set(entry: Held, state: State, { reason, fix }: { reason: string; fix?: string | undefined }): void {
    const { part } = entry;
    if (part.state === state && part.reason === reason && part.fix === fix) return;
    if (part.state !== state) part.since = new Date().toISOString();
    part.state = state;
    part.reason = reason;
    if (fix === undefined) delete part.fix;
    else part.fix = fix;
    log[state === 'down' || state === 'degraded' ? 'warn' : 'info']({ part: part.name, state, reason }, 'part changed');
    events.publish('part.changed', structuredClone(part));
  }

  async function startOne(entry: Held, retryMs = firstRetryMs): Promise<void> {
    const { declaration, part } = entry;
    const blocker = declaration.dependsOn.map((name) => held.get(name)).find((other) => other !== undefined && !other.started);
    if (blocker !== undefined) {
      set(entry, 'down', { reason: `waits for ${blocker.part.title}: ${blocker.part.reason}`, fix: blocker.part.fix });
      return;
    }
    const startedAt = performance.now();
    set(entry, 'starting', { reason: 'starting' });
    try {
      await declaration.start((reason) => set(entry, 'starting', { reason }));
      if (stopping) {
        await declaration.stop();
        return;
      }
      entry.started = true;
      part.start_ms = Math.round(performance.now() - startedAt);
      await check(entry);
    } catch (error) {
      log.error({ err: error, part: part.name }, 'part did not start');
      const known = error instanceof GantryError ? error : undefined;
      set(entry, 'down', {
        reason: known?.message ?? (error instanceof Error ? error.message : 'it failed for an unknown reason'),
        fix: known?.fix,
      });
      await declaration.stop().catch((stopError: unknown) => log.warn({ err: stopError, part: part.name }, 'stop after a failed start'));
      if (stopping || notWorthRetrying.has(known?.code ?? '')) return;
      entry.retryTimer = setTimeout(() => void retry(entry, Math.min(retryMs * 2, longestRetryMs)), retryMs);
      entry.retryTimer.unref();
    }
  }

  async function retry(entry: Held, nextRetryMs: number): Promise<void> {
    await startOne(entry, nextRetryMs);
    if (!entry.started) return;
    for (const other of held.values()) {
      if (!other.started && other.declaration.dependsOn.includes(entry.part.name)) await retry(other, firstRetryMs);
    }
  }

  async function check(entry: Held): Promise<void> {
    if (!entry.started) return;
    const results = await Promise.all(entry.declaration.checks.map((each) => runCheck(each)));
    if (stopping || !entry.started) return;
    entry.part.checks = results;
    const worst = results.reduce<CheckResult | undefined>((a, b) => (a === undefined || rank(b.state) > rank(a.state) ? b : a), undefined);
    if (worst === undefined) set(entry, 'ok', { reason: 'running' });
    else if (worst.state === 'ok') set(entry, 'ok', { reason: results.map((result) => result.evidence).join(' · ') });
    else set(entry, worst.state, { reason: worst.cause ?? worst.evidence, fix: worst.fix });
  }

  function touch(entry: Held): void {
    entry.touchTimer ??= setTimeout(() => {
      delete entry.touchTimer;
      void check(entry);
    }, touchDelayMs).unref();
  }

  const refresh = async () => {
    await Promise.all([...held.values()].map(check));
  };

  return {
    add(declaration) {
      const entry: Held = {
        declaration,
        started: false,
        part: {
          name: declaration.name,
          title: declaration.title,
          state: 'starting',
          reason: declaration.dependsOn.length === 0 ? 'about to start' : `waits for ${declaration.dependsOn.join(', ')}`,
          since: new Date().toISOString(),
          depends_on: [...declaration.dependsOn],
          checks: [],
        },
      };
      held.set(declaration.name, entry);
      declaration.onTouch?.(() => touch(entry));
    },
    async startFirst(name) {
      const entry = held.get(name) as Held;
      await startOne(entry);
      return entry.started;
    },
    async start() {
      const running = new Map<string, Promise<void>>();
      for (const name of startOrder([...held.values()].map((entry) => entry.declaration))) {
        const entry = held.get(name) as Held;
        const before = entry.declaration.dependsOn.map((other) => running.get(other));
        running.set(
          name,
          Promise.all(before).then(() => (stopping || entry.started ? undefined : startOne(entry))),
        );
      }
      await Promise.all(running.values());
      if (stopping) return;
      checkTimer = setInterval(() => void refresh(), checkIntervalMs);
      checkTimer.unref();
    },
    async stop() {
      stopping = true;
      clearInterval(checkTimer);
      for (const name of startOrder([...held.values()].map((entry) => entry.declaration)).reverse()) {
        const entry = held.get(name) as Held;
        clearTimeout(entry.retryTimer);
        clearTimeout(entry.touchTimer);
        try {
          await entry.declaration.stop();
          set(entry, 'stopped', { reason: 'stopped' });
        } catch (error) {
          log.error({ err: error, part: name }, 'part did not stop cleanly');
          set(entry, 'down', { reason: 'did not stop cleanly' });
        }
        entry.started = false;
      }
    },
    list: () => [...held.values()].map((entry) => structuredClone(entry.part)),
    refresh,
    waitingFor: () =>
      [...held.values()]
        .filter((entry) => entry.declaration.isEssential && !entry.started)
        .map(({ part }) => ({ name: part.name, reason: part.reason, state: part.state })),
  };
}

function rank(state: State): number {
  return severity.indexOf(state);
}

/** The worse of two states, for summaries. */
export function worstState(states: readonly State[]): State {
  return states.reduce<State>((a, b) => (rank(b) > rank(a) ? b : a), 'ok');
}

import { GantryError } from '#contract';
import type { Events } from '#platform/events';
import type { ChangeTools } from '../change/change-tools.ts';
import type { ComposeService } from '../compose-file/index.ts';
import { createRestartBudget, type RestartBudget } from './restart-budget.ts';

export interface SupervisorOptions {
  readonly tools: ChangeTools;
  readonly events: Events;
  /** True while a task changes the stack: then nothing is done besides. */
  isChanging(): boolean;
  /** Starts one service with what its file says; it waits until that is healthy. */
  start(service: ComposeService, signal: AbortSignal): Promise<void>;
}

/** How long a stop seen at the engine may be the engine's own end rather than a person's will. */
const outsideStopMs = 1500;
/** Events of our own stops arrive within this time. */
const ownEventMs = 5000;

/**
 * Restarts services that should run and ended or turned unhealthy, with back-off and a budget; starts those whose
 * dependency has become healthy; and takes a stop from outside for what it is: someone's will.
 */
export function createSupervisor({ tools, events, isChanging, start }: SupervisorOptions) {
  const { book, desired, locks, records, log } = tools;
  const budgets = new Map<string, RestartBudget>();
  const timers = new Map<string, NodeJS.Timeout>();
  const gaveUp = new Map<string, string>();
  const acting = new Map<string, { work: Promise<void>; abort: AbortController }>();
  /** Stopped from outside a moment ago; not known yet whether by a person or with the engine. */
  const doubtful = new Set<string>();
  let isClosed = false;
  let isLooking = false;

  function budgetOf(name: string): RestartBudget {
    const budget = budgets.get(name) ?? createRestartBudget(tools.config.restartBudget);
    budgets.set(name, budget);
    return budget;
  }

  function announce(service: string, action: 'restart' | 'start' | 'give-up', reason: string): void {
    records.note(service, action, reason);
    log.warn({ service, action, reason }, 'supervisor');
    events.publish('service.acted', { service, action, reason, at: new Date().toISOString() });
  }

  /** What a service needs; undefined when it is to be left as it is. */
  function need(service: ComposeService): { action: 'restart' | 'start'; reason: string } | undefined {
    const { name } = service;
    if (
      !desired.isRunning(name) ||
      book.isStuck(name) ||
      locks.isHeld(name) ||
      timers.has(name) ||
      gaveUp.has(name) ||
      acting.has(name) ||
      doubtful.has(name)
    )
      return undefined;
    const isBlocked = service.dependsOn.some(({ service: other, required }) => {
      const { state, phase } = book.standing(other);
      return required && book.service(other) !== undefined && state !== 'ok' && phase !== 'running' && phase !== 'exited';
    });
    if (
      isBlocked ||
      service.dependsOn.some(
        ({ service: other, required, condition }) => required && condition === 'service_healthy' && book.standing(other).state !== 'ok',
      )
    )
      return undefined;
    const container = book.container(name);
    const reason = book.ownReason(name);
    if (container === undefined || container.status === 'created') return { action: 'start', reason: 'what it needs is healthy now' };
    if (container.status === 'exited' || container.status === 'dead') return { action: 'restart', reason };
    return container.status === 'running' && book.isUnhealthy(container) ? { action: 'restart', reason } : undefined;
  }

  function look(): void {
    if (isLooking || isClosed || isChanging() || !book.isEngineUp()) return;
    isLooking = true;
    queueMicrotask(() => {
      isLooking = false;
      for (const service of Object.values(book.compose()?.services ?? {})) {
        const needed = need(service);
        if (needed !== undefined) plan(service, needed);
      }
    });
  }

  function plan(service: ComposeService, { action, reason }: { action: 'restart' | 'start'; reason: string }): void {
    const { name } = service;
    const budget = budgetOf(name);
    // What has only waited for another begins once in any case; beginning again and again counts as restarting.
    const waitMs = action === 'start' && budget.count() === 0 ? 0 : budget.nextWaitMs();
    if (waitMs === undefined) {
      const words =
        tools.config.restartBudget === 0
          ? 'Gantry does not restart it (stack.restartBudget is 0)'
          : `Gantry restarted it ${budget.count()} times within 10 min and leaves it alone now`;
      gaveUp.set(name, words);
      announce(name, 'give-up', `${words}; ${reason}`);
      book.setSupervision(name, { restarts: budget.count(), gaveUp: words });
      return;
    }
    timers.set(
      name,
      setTimeout(() => {
        timers.delete(name);
        if (isClosed || isChanging() || !book.isEngineUp() || need(service) === undefined) return;
        budget.note();
        announce(name, action, reason);
        book.setSupervision(name, { restarts: budget.count(), gaveUp: undefined });
        const abort = new AbortController();
        const work = start(service, abort.signal)
          .catch((error: unknown) => log.warn({ err: error, service: name }, 'supervised start failed'))
          .finally(() => {
            acting.delete(name);
            look();
          });
        acting.set(name, { work, abort });
      }, waitMs),
    );
  }

  /** A while after a stop from outside: with the engine still there it was somebody's will. */
  function settleOutsideStop(name: string, action: 'stop' | 'destroy', startedAt: string | undefined): void {
    const container = book.container(name);
    if (!isClosed && book.isEngineUp() && container?.status === 'running' && container.startedAt === startedAt) {
      // It has its grace time and is still at it.
      setTimeout(() => settleOutsideStop(name, action, startedAt), outsideStopMs).unref();
      return;
    }
    doubtful.delete(name);
    if (isClosed || !book.isEngineUp() || isChanging() || container?.status === 'running') return;
    const reason = action === 'stop' ? 'it was stopped outside Gantry' : 'its container was removed outside Gantry';
    records.note(name, 'stopped', reason);
    log.info({ service: name, reason }, 'stopped from outside');
    void desired.change({ stop: [name] }).then(() => book.refresh(name));
  }

  const stopListening = book.onTouch(look);

  return {
    look,
    /** A person took the matter in hand: what is under way ends, and counts begin anew. */
    reset(names: readonly string[]): void {
      for (const name of names) {
        clearTimeout(timers.get(name));
        timers.delete(name);
        gaveUp.delete(name);
        acting.get(name)?.abort.abort(new GantryError('cancelled'));
        budgets.get(name)?.reset();
        book.setSupervision(name, { restarts: 0, gaveUp: undefined });
      }
    },
    /** A container stopped or went. Not by us and with the engine still there: somebody wished it. */
    noteStopped(name: string, action: 'stop' | 'destroy'): void {
      if (isChanging() || locks.wasOurs(name, ownEventMs) || !desired.isRunning(name)) return;
      doubtful.add(name);
      clearTimeout(timers.get(name));
      timers.delete(name);
      setTimeout(() => settleOutsideStop(name, action, book.container(name)?.startedAt), outsideStopMs).unref();
    },
    async close(): Promise<void> {
      isClosed = true;
      stopListening();
      for (const { abort } of acting.values()) abort.abort(new GantryError('draining'));
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all([...acting.values()].map(({ work }) => work));
    },
  };
}

export type Supervisor = ReturnType<typeof createSupervisor>;

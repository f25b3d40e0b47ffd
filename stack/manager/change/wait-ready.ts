import { GantryError } from '#contract';
import type { ComposeService } from '../compose-file/index.ts';
import { describeExit } from '../state/describe-service.ts';
import type { StackBook } from '../state/stack-book.ts';

export interface WaitOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** `undefined`: not yet; `true`: as wished; a text: it will not be, and why. */
type Verdict = true | string | undefined;

/**
 * Waits until a service's container is healthy (or runs, where it has no health check).
 * @throws GantryError `service_failed` when it ended, turned unhealthy, vanished or took longer than `timeoutMs`; `engine_unavailable`; what `signal` carries
 */
export function waitReady(book: StackBook, service: ComposeService, options: WaitOptions): Promise<void> {
  return waitFor(book, service, {
    ...options,
    judge() {
      const container = book.container(service.name);
      if (container === undefined) return 'its container was removed from outside';
      if (container.status === 'exited' || container.status === 'dead') return describeExit(container);
      if (container.status === 'running' && (service.healthcheck === undefined || book.isHealthy(container))) return true;
      return container.health?.status === 'unhealthy' || book.isUnhealthy(container) ? book.ownReason(service.name) : undefined;
    },
  });
}

/** Waits until a service that is meant to end has ended well. @throws as `waitReady` */
export function waitCompleted(book: StackBook, service: ComposeService, options: WaitOptions): Promise<void> {
  return waitFor(book, service, {
    ...options,
    judge() {
      const container = book.container(service.name);
      if (container?.status !== 'exited') return undefined;
      return container.exitCode === 0 ? true : describeExit(container);
    },
  });
}

function waitFor(
  book: StackBook,
  { name }: ComposeService,
  { signal, timeoutMs, judge }: WaitOptions & { judge(): Verdict },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (error?: unknown) => {
      clearTimeout(timer);
      stopListening();
      signal.removeEventListener('abort', onAbort);
      if (error === undefined) resolve();
      else reject(error);
    };
    const fail = (message: string) =>
      end(new GantryError('service_failed', { message, field: name, fix: `See why with: npm run gantry -- why ${name}` }));
    const look = () => {
      if (!book.isEngineUp()) {
        end(new GantryError('engine_unavailable', { message: `The container engine went away while ${name} was starting.` }));
        return;
      }
      const verdict = judge();
      if (verdict === true) end();
      else if (verdict !== undefined) fail(verdict);
    };
    const onAbort = () => end(signal.reason);
    const timer = setTimeout(() => fail(`it was not there within ${Math.round(timeoutMs / 1000)} s: ${book.ownReason(name)}`), timeoutMs);
    const stopListening = book.onTouch(look);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    else look();
  });
}

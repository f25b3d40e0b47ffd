import { z } from 'zod';
import { GantryError } from '#contract';
import type { Log } from '#platform/log';
import type { TaskContext, TaskKind } from '#platform/tasks';
import type { Gate } from '../gate.ts';
import type { Migration } from '../migrate/migration-files.ts';
import type { Provider } from '../provider/provider.ts';
import type { ProviderChoiceFile } from '../provider/provider-choice.ts';
import { type ProviderName, providerNames } from '../provider/provider-name.ts';
import { settleLeft } from './settle-left.ts';
import { switchStorage } from './switch-storage.ts';

const inputSchema = z.object({
  to: z.enum(providerNames),
  /** Whether documents in the target that were not copied from here may be lost. */
  replace: z.boolean().default(false),
});
export type SwitchInput = z.infer<typeof inputSchema>;

export const switchKind = 'switch-storage';

export interface SwitchTaskOptions {
  providers: Record<ProviderName, Provider>;
  active(): Provider;
  /** From the return on every request goes there. */
  serveFrom(provider: Provider): void;
  choice: ProviderChoiceFile;
  gate: Gate;
  readMigrations(): Promise<Migration[]>;
  log: Log;
  /** @throws GantryError `conflict` when the configuration says where the documents are */
  expectFree(): void;
  /** Called after a switch, for what else goes with the database, such as the cache. What it throws is logged. */
  onSwitched?(provider: ProviderName): Promise<void>;
}

const titles: Record<ProviderName, string> = {
  embedded: 'Use the embedded database',
  stack: "Use the stack's database",
  external: 'Use the external database',
};

/** The task that moves everything to another database and goes on with that one. Run again after it broke off it goes on. */
export function switchTask(options: SwitchTaskOptions): TaskKind<SwitchInput> {
  const { providers, active, choice, log } = options;

  async function run({ to, replace }: SwitchInput, context: TaskContext): Promise<Record<string, unknown>> {
    options.expectFree();
    const source = active();
    const target = providers[to];
    if (target === source) return finishEarlier(source, context);
    const unsettled = (await choice.read())?.unsettled;
    const report = (current: string) => context.progress({ done: 0, current });
    let isSwapped = false;
    try {
      await target.open(report);
      context.signal.throwIfAborted();
      const { copiedMs, pausedMs, longestPauseMs, rows, lateRows, verified } = await switchStorage({
        ...options,
        source,
        target,
        replace,
        wasJustLeft: unsettled === to,
        context,
        async swap() {
          await choice.write({ provider: to, unsettled: source.name });
          options.serveFrom(target);
          isSwapped = true;
        },
      });
      log.info({ from: source.name, to, paused_ms: pausedMs, copied_ms: copiedMs, rows }, 'the database in use changed');
      await settle(source, context);
      await options.onSwitched?.(to).catch((error: unknown) => log.warn({ err: error }, 'what goes with the database did not switch'));
      return {
        from: source.name,
        to,
        documents: rows.documents ?? 0,
        chunks: rows.chunks ?? 0,
        copied_ms: copiedMs,
        paused_ms: pausedMs,
        longest_pause_ms: longestPauseMs,
        late_rows: lateRows,
        verified,
      };
    } finally {
      if (!isSwapped) await close(target);
    }
  }

  /** The switch itself is done; what is left over may fail without harm and is made up for later. */
  async function settle(left: Provider, context: Pick<TaskContext, 'problem' | 'progress'>): Promise<void> {
    const used = active();
    try {
      await settleLeft(left, used);
      await choice.write({ provider: used.name });
    } catch (error) {
      log.warn({ err: error }, 'the database that was left could not be put in order');
      const message = error instanceof GantryError ? error.message : 'it does not answer';
      context.problem({
        item: left.title,
        code: 'not_ready',
        kind: 'skipped',
        message: `Its old data stays, but is not marked as such: ${message}`,
      });
    } finally {
      await close(left);
    }
  }

  /** A run that broke off after it had switched, or one that has nothing to do. */
  async function finishEarlier(used: Provider, context: TaskContext): Promise<Record<string, unknown>> {
    const unsettled = (await choice.read())?.unsettled;
    if (unsettled !== undefined && unsettled !== used.name) {
      const left = providers[unsettled];
      await left
        .open((current) => context.progress({ done: 0, current }))
        .then(
          () => settle(left, context),
          (error: unknown) => log.warn({ err: error }, 'the database that was left does not answer'),
        );
    } else if (!context.isResumed) {
      throw new GantryError('conflict', { message: `Gantry uses ${used.title} already.`, fix: 'There is nothing to switch.' });
    }
    return { from: unsettled ?? used.name, to: used.name };
  }

  const close = (provider: Provider) =>
    provider.close().catch((error: unknown) => log.warn({ err: error }, 'a database did not close cleanly'));

  return { kind: switchKind, unit: 'rows', input: inputSchema, title: ({ to }) => titles[to], isResumable: true, run };
}

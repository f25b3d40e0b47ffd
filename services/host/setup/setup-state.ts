import { z } from 'zod';
import { type SetupStep, setupChoicesSchema, setupSchema, setupStepSchema } from '#contract';
import { readIfThere, writeDurably } from '#platform/files';
import type { Log } from '#platform/log';
import { createQueue } from '#platform/queue';

const stateSchema = z.object({
  step: setupSchema.shape.step,
  /** Only what was chosen; the rest is suggested. */
  choices: setupChoicesSchema.partial(),
  task: z.string().nullable(),
  /** Of the last run. */
  steps: z.array(setupStepSchema),
  done_at: setupSchema.shape.done_at,
});
export type SetupState = z.output<typeof stateSchema>;

const fresh: SetupState = { step: 'place', choices: {}, task: null, steps: [], done_at: null };

/** How far the setup is, in one file that is whole at every moment. One that cannot be read begins anew: it holds nothing that is not asked again. */
export function createSetupState({ file, log, onChange }: { file: string; log: Log; onChange(): void }) {
  let state: SetupState | undefined;
  const changes = createQueue();

  async function read(): Promise<SetupState> {
    if (state !== undefined) return state;
    let found = fresh;
    try {
      const text = await readIfThere(file);
      if (text !== undefined) found = stateSchema.parse(JSON.parse(text));
    } catch (error) {
      log.warn({ err: error }, 'the state of the setup is not readable and begins anew');
    }
    state ??= found;
    return state;
  }

  /** One change after another. @throws GantryError `disk_full`, `home_not_writable` */
  function change(next: (before: SetupState) => Partial<SetupState>): Promise<SetupState> {
    return changes.run(async () => {
      const before = await read();
      const after = { ...before, ...next(before) };
      await writeDurably(file, JSON.stringify(after));
      state = after;
      onChange();
      return after;
    });
  }

  return {
    read,
    change,
    /** Changes one step of the run. */
    mark: (work: SetupStep['work'], with_: Partial<SetupStep>) =>
      change(({ steps }) => ({ steps: steps.map((step) => (step.work === work ? { ...step, ...with_ } : step)) })),
  };
}

export type SetupStateFile = ReturnType<typeof createSetupState>;

import type { z } from 'zod';
import type { TaskProblem } from '#contract';

/** What a running task may do. */
export interface TaskContext {
  readonly id: string;
  /** Aborts on cancel and when the host drains. Work must look at it often (at least each second). */
  readonly signal: AbortSignal;
  /** True when an earlier run of this task was stopped or broke off. */
  readonly isResumed: boolean;
  /** Says how far it is. Cheap: may be called for every item. */
  progress(progress: { done: number; total?: number | null; current?: string }): void;
  /** Notes an item the task goes past. */
  problem(problem: TaskProblem): void;
}

/** A kind of long work, defined once by its room. */
export interface TaskKind<I = unknown> {
  /** Lower-case words joined by `-`. */
  kind: string;
  /** What is counted, plural. */
  unit: string;
  input: z.ZodType<I>;
  title(input: I): string;
  /** True when a run again with the same input goes on where the last one stopped. Such tasks go on by themselves after a crash. */
  isResumable: boolean;
  /** Does the work; what it returns becomes `result`. Throws GantryError for failures a person can act on. */
  run(input: I, context: TaskContext): Promise<Record<string, unknown>>;
}

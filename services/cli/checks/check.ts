import type { CheckResult } from '#contract';
import type { Io } from '../io.ts';

/** What a check found: evidence with its unit; cause and fix whenever it is not ok. */
export interface CheckFinding {
  state: 'ok' | 'degraded' | 'down' | 'unknown';
  evidence: string;
  cause?: string;
  fix?: string;
}

/** A question about this computer that can be answered without a host. */
export interface Check {
  name: string;
  title: string;
  run(io: Io): Promise<CheckFinding> | CheckFinding;
}

/** Longest time a check may take; a disk that hangs is itself a finding. */
const checkTimeoutMs = 5000;

/** Runs a check; it never throws. */
export async function runCheck(io: Io, { name, title, run }: Check): Promise<CheckResult> {
  const startedAt = Date.now();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<CheckFinding>((resolve) => {
    timer = setTimeout(() => resolve({ state: 'unknown', evidence: `no answer within ${checkTimeoutMs / 1000} s` }), checkTimeoutMs);
  });
  const found = (async () => run(io))().catch(
    (error: unknown): CheckFinding => ({
      state: 'unknown',
      evidence: 'the check failed',
      cause: error instanceof Error ? error.message : 'unknown error',
    }),
  );
  const finding = await Promise.race([found, late]);
  clearTimeout(timer);
  return { name, title, ...finding, checked_at: new Date(startedAt).toISOString(), duration_ms: Date.now() - startedAt };
}

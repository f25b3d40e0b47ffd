import { type CheckResult, GantryError, type State } from '#contract';

/** What a check found. `evidence` says what was measured, with its unit; `cause` and `fix` whenever it is not ok. */
export interface CheckFinding {
  state: State;
  evidence: string;
  cause?: string;
  fix?: string;
}

/** A question with evidence, cause and fix. */
export interface Check {
  /** Lower-case words joined by `-`. */
  name: string;
  /** The question, in words. */
  title: string;
  run(signal: AbortSignal): Promise<CheckFinding>;
}

/** Longest time a check may take; a check that hangs is itself a finding. */
const checkTimeoutMs = 5000;

/** Runs a check. Never throws: an error is `down`, no answer in 5 s is `degraded` with that as its evidence. */
export async function runCheck(check: Check, now: () => number = Date.now): Promise<CheckResult> {
  const startedAt = now();
  const abort = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<CheckFinding>((resolve) => {
    timer = setTimeout(() => {
      abort.abort();
      resolve({ state: 'degraded', evidence: `no answer within ${checkTimeoutMs} ms`, cause: 'The part is busy or hangs.' });
    }, checkTimeoutMs);
  });
  const finding = await Promise.race([check.run(abort.signal).catch(asFinding), late]);
  clearTimeout(timer);
  return {
    name: check.name,
    title: check.title,
    ...finding,
    checked_at: new Date(startedAt).toISOString(),
    duration_ms: now() - startedAt,
  };
}

function asFinding(error: unknown): CheckFinding {
  if (error instanceof GantryError) {
    return { state: 'down', evidence: error.code, cause: error.message, ...(error.fix === undefined ? {} : { fix: error.fix }) };
  }
  return { state: 'down', evidence: 'the check failed', cause: error instanceof Error ? error.message : 'unknown error' };
}

import type { StartTimes, Task } from '#contract';

/** What a task of the stack says when it is over; fields an older or newer host leaves out are undefined. */
export interface StartReport {
  totalMs: number | undefined;
  criticalPath: string[];
  services: (Partial<StartTimes> & { name: string })[];
  stopped: string[];
  volumesRemoved: string[];
}

const phases = ['waited_ms', 'pulled_ms', 'created_ms', 'started_ms', 'ready_ms'] as const;

/** Reads the result of a task of the stack; what is missing or of another kind is passed over. */
export function readStartReport(result: Task['result']): StartReport {
  const services = Object.entries(asRecord(result?.services)).map(([name, times]) => ({
    name,
    ...Object.fromEntries(
      phases.flatMap((phase) => {
        const value = asNumber(asRecord(times)[phase]);
        return value === undefined ? [] : [[phase, value]];
      }),
    ),
  }));
  return {
    totalMs: asNumber(result?.total_ms),
    criticalPath: asNames(result?.critical_path),
    services,
    stopped: asNames(result?.stopped),
    volumesRemoved: asNames(result?.volumes_removed),
  };
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function asNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function asNames(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name): name is string => typeof name === 'string') : [];
}

import { join } from 'node:path';
import { makePrivateFolder, readIfThere, writeDurably } from '#platform/files';
import type { Log } from '#platform/log';
import type { CanonicalService } from '../plan/canonical-service.ts';

/** Something that happened to a service, for people. */
export interface HistoryEntry {
  readonly at: string;
  readonly what: string;
  readonly reason: string;
}

/** What a service looked like when it was last healthy, to tell what changed since. */
export interface HealthySnapshot {
  readonly at: string;
  readonly imageId: string;
  readonly config: CanonicalService | undefined;
  readonly secretsDigest: string;
  readonly limits: { readonly cpus: number | undefined; readonly memoryBytes: number | undefined; readonly pids: number | undefined };
}

/** What is remembered of one service across restarts of the host. */
export interface ServiceRecord {
  /** What its container was made of. */
  made?: CanonicalService;
  healthy?: HealthySnapshot;
  /** Secrets a running container was given after it was made. */
  accepted?: { readonly containerId: string; readonly secretsDigest: string };
  /** From running to healthy, newest last, at most 10. */
  readyMs: number[];
  /** Newest last, at most 100. */
  history: HistoryEntry[];
}

const keptStarts = 10;
const keptHistory = 100;
const saveMs = 500;

/** Records of services in one folder, kept in memory and written soon after a change; a lost one costs only history. */
export function createServiceRecords({ folder, log }: { folder: string; log: Log }) {
  const records = new Map<string, ServiceRecord>();
  const timers = new Map<string, NodeJS.Timeout>();
  const writing = new Set<Promise<void>>();

  const file = (name: string) => join(folder, `${name}.json`);

  async function save(name: string): Promise<void> {
    timers.delete(name);
    const record = records.get(name);
    if (record === undefined) return;
    await writeDurably(file(name), JSON.stringify(record)).catch((error: unknown) =>
      log.warn({ err: error, service: name }, 'record of a service not written'),
    );
  }

  function saveSoon(name: string): void {
    if (timers.has(name)) return;
    timers.set(
      name,
      setTimeout(() => {
        const work = save(name).finally(() => writing.delete(work));
        writing.add(work);
      }, saveMs),
    );
  }

  function of(name: string): ServiceRecord {
    const record = records.get(name) ?? { readyMs: [], history: [] };
    records.set(name, record);
    return record;
  }

  return {
    of: (name: string): Readonly<ServiceRecord> => of(name),
    /** Reads the records of these services; one that cannot be read begins anew. */
    async open(names: readonly string[]): Promise<void> {
      await makePrivateFolder(folder);
      for (const name of names) {
        if (records.has(name)) continue;
        try {
          const text = await readIfThere(file(name));
          if (text !== undefined) records.set(name, { readyMs: [], history: [], ...(JSON.parse(text) as Partial<ServiceRecord>) });
        } catch (error) {
          log.warn({ err: error, service: name }, 'record of a service not readable');
        }
      }
    },
    note(name: string, what: string, reason: string): void {
      const record = of(name);
      record.history = [...record.history, { at: new Date().toISOString(), what, reason }].slice(-keptHistory);
      saveSoon(name);
    },
    noteMade(name: string, made: CanonicalService): void {
      of(name).made = made;
      saveSoon(name);
    },
    noteHealthy(name: string, snapshot: HealthySnapshot): void {
      of(name).healthy = snapshot;
      saveSoon(name);
    },
    /** What it is healthy with changes too: a secret that was rotated is none that changed since. */
    noteAccepted(name: string, accepted: NonNullable<ServiceRecord['accepted']>): void {
      const record = of(name);
      record.accepted = accepted;
      if (record.healthy !== undefined) record.healthy = { ...record.healthy, secretsDigest: accepted.secretsDigest };
      saveSoon(name);
    },
    noteReady(name: string, readyMs: number): void {
      const record = of(name);
      record.readyMs = [...record.readyMs, Math.round(readyMs)].slice(-keptStarts);
      saveSoon(name);
    },
    /** Writes what is not written yet. */
    async close(): Promise<void> {
      const names = [...timers.keys()];
      for (const timer of timers.values()) clearTimeout(timer);
      await Promise.all([...names.map(save), ...writing]);
    },
  };
}

export type ServiceRecords = ReturnType<typeof createServiceRecords>;

/** Median; null of nothing. */
export function medianOf(values: readonly number[]): number | null {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length === 0
    ? null
    : sorted.length % 2 === 1
      ? (sorted[middle] as number)
      : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}

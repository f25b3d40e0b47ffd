import { readdirSync, readFileSync } from 'node:fs';
import type { Witness } from './planted-secrets.ts';

const sampleMs = 50;

/**
 * Looks again and again at the arguments of every process there is, which every user may read, and at the environment
 * of those below the given process. Short-lived ones may be missed between two looks.
 */
export function watchProcesses(rootPid: () => number | undefined): { seen(): Witness[]; looks(): number; stop(): void } {
  const seen = new Map<string, Witness>();
  let looks = 0;
  const look = () => {
    looks += 1;
    const parents = new Map<number, number>();
    for (const name of readdirSync('/proc')) {
      const pid = Number(name);
      if (!Number.isInteger(pid)) continue;
      const parent = /\) \S (\d+)/.exec(read(`/proc/${pid}/stat`))?.[1];
      if (parent !== undefined) parents.set(pid, Number(parent));
      keep(`arguments of process ${pid}`, read(`/proc/${pid}/cmdline`));
    }
    for (const pid of parents.keys()) if (isBelow(pid, parents)) keep(`environment of process ${pid}`, read(`/proc/${pid}/environ`));
  };
  const keep = (place: string, content: string) => {
    if (content !== '') seen.set(`${place}\0${content}`, { place, content });
  };
  const isBelow = (pid: number, parents: ReadonlyMap<number, number>) => {
    const root = rootPid();
    for (let at: number | undefined = pid; at !== undefined && at !== 0; at = parents.get(at))
      if (at === root || at === process.pid) return true;
    return false;
  };
  const timer = setInterval(look, sampleMs);
  return { seen: () => [...seen.values()], looks: () => looks, stop: () => clearInterval(timer) };
}

/** Empty where the process has gone or is another user's. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

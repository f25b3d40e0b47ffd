import { statfs } from 'node:fs/promises';
import type { Check } from '#platform/parts';
import { inMegabytes } from './in-megabytes.ts';

const degradedBelowBytes = 1024 ** 3;
const downBelowBytes = 100 * 1024 ** 2;

/** Whether the disk of `folder` has room: degraded below 1 GiB, down below 100 MiB. */
export function freeDiskSpace(folder: string, readFree: (folder: string) => Promise<number> = freeBytes): Check {
  return {
    name: 'free-disk-space',
    title: 'Is there room on the disk of the database?',
    async run() {
      const free = await readFree(folder);
      const evidence = `${inMegabytes(free)} free`;
      if (free >= degradedBelowBytes) return { state: 'ok', evidence };
      return {
        state: free < downBelowBytes ? 'down' : 'degraded',
        evidence,
        cause: `The disk that holds ${folder} has ${inMegabytes(free)} free.`,
        fix: `Free at least ${inMegabytes(degradedBelowBytes)} there, or set GANTRY_HOME to a folder on a larger disk.`,
      };
    },
  };
}

/** What this user may still write: root's reserve does not count. */
async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

import { statfs } from 'node:fs/promises';
import { formatBytes } from '../quantities.ts';
import type { Check } from './check.ts';
import { existingFolder } from './existing-folder.ts';

/** A first start writes the model made from the weights (up to about 90 MB in fp32) and an empty database (about 40 MB). */
const leastBytes = 256_000_000;
const comfortableBytes = 1_000_000_000;

/** Whether the disk of the data folder has room. */
export const freeDisk: Check = {
  name: 'free-disk',
  title: 'Is there room on the disk?',
  async run({ paths }) {
    const { bavail, bsize } = await statfs(existingFolder(paths.data));
    const free = bavail * bsize;
    const evidence = `${formatBytes(free)} free for ${paths.data}`;
    if (free >= comfortableBytes) return { state: 'ok', evidence };
    return {
      state: free < leastBytes ? 'down' : 'degraded',
      evidence,
      cause: `A start needs about ${formatBytes(leastBytes)}; documents and their index need more.`,
      fix: 'Free some space, or set GANTRY_HOME to a folder on another disk.',
    };
  },
};

import { z } from 'zod';
import { readIfThere, writeDurably } from '#platform/files';
import type { Log } from '#platform/log';

/** Below it the time of a pull is that of asking, not of bringing. */
const leastBytes = 1024 * 1024;
const keptImages = 200;

const recordSchema = z.object({
  /** Of the last pull that was large enough: until the image was here, unpacking included. */
  last: z.object({ bytes: z.number(), seconds: z.number().positive(), at: z.string() }).optional(),
  /** Bytes an image took when all its layers were brought. */
  images: z.record(z.string(), z.number()).default({}),
});
type PullRecordFile = z.output<typeof recordSchema>;

export interface Pulled {
  readonly image: string;
  /** Bytes that really came over the network. */
  readonly bytes: number;
  readonly seconds: number;
  /** No layer was here before. */
  readonly isWhole: boolean;
}

/** What pulls on this computer took, in one file. A lost one costs only an estimate. */
export function createPullRecord({ file, log }: { file: string; log: Log }) {
  let writing: Promise<void> = Promise.resolve();

  async function read(): Promise<PullRecordFile> {
    try {
      return recordSchema.parse(JSON.parse((await readIfThere(file)) ?? '{}'));
    } catch (error) {
      log.warn({ err: error }, 'the record of pulls is not readable and begins anew');
      return { images: {} };
    }
  }

  async function write({ image, bytes, seconds, isWhole }: Pulled): Promise<void> {
    const record = await read();
    if (bytes >= leastBytes && seconds > 0) record.last = { bytes, seconds, at: new Date().toISOString() };
    if (isWhole) record.images = Object.fromEntries([...Object.entries(record.images), [image, bytes] as const].slice(-keptImages));
    await writeDurably(file, JSON.stringify(record));
  }

  return {
    /** Notes a pull that ended well; one that brought nothing says nothing. */
    note(pulled: Pulled): Promise<void> {
      if (pulled.bytes === 0) return Promise.resolve();
      writing = writing.then(() => write(pulled)).catch((error: unknown) => log.warn({ err: error }, 'a pull was not recorded'));
      return writing;
    },
    /** Bytes a second of the last pull, null before there was one; and what images took that were brought whole. */
    async read(): Promise<{ bytesPerSecond: number | null; images: Readonly<Record<string, number>> }> {
      const { last, images } = await read();
      return { bytesPerSecond: last === undefined ? null : last.bytes / last.seconds, images };
    },
  };
}

export type PullRecord = ReturnType<typeof createPullRecord>;

import { type FileHandle, open } from 'node:fs/promises';
import { describeFileError } from '#platform/files';
import type { OnStep } from './place-file.ts';

/**
 * Puts a new value into the same inode, for a container that mounts the single file keeps the inode and not the name.
 *
 * What one read of the file can give meanwhile: the old value or the new one, either followed by line feeds, which programs that read a
 * secret from a file strip. For that the shorter of the two is padded: a longer value finds its room made first, a shorter one is cut
 * off last. So the file is never empty, and the new value never ends in the rest of the old one. The value itself is one write of less
 * than a page, which Linux copies in one piece, though POSIX promises that to nobody. A program that asks for the size, waits, and then
 * reads that many bytes can get the beginning of a longer value; values that Gantry makes have one length.
 */
export async function overwriteInPlace(path: string, value: string, onStep: OnStep): Promise<void> {
  try {
    const file = await open(path, 'r+');
    try {
      const { size } = await file.stat();
      const data = Buffer.from(value);
      const room = Math.max(size, data.length);
      if (size < room) await writeAt(file, Buffer.alloc(room - size, '\n'), size);
      onStep('room made');
      await writeAt(file, Buffer.concat([data, Buffer.alloc(room - data.length, '\n')]), 0);
      onStep('overwritten');
      if (room > data.length) await file.truncate(data.length);
      onStep('cut');
      await file.sync();
      onStep('overwritten file synced');
    } finally {
      await file.close();
    }
  } catch (error) {
    throw describeFileError(error, path, 'home_not_writable');
  }
}

async function writeAt(file: FileHandle, data: Buffer, position: number): Promise<void> {
  for (let done = 0; done < data.length; ) {
    done += (await file.write(data, done, data.length - done, position + done)).bytesWritten;
  }
}

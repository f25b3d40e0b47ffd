import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** Large enough to be fast, small enough to take well below 1 ms of the event loop each. */
const pieceBytes = 256 * 1024;

/** sha256 of a file in hex. Throws what the file system throws. */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file, { highWaterMark: pieceBytes })) hash.update(piece as Buffer);
  return hash.digest('hex');
}

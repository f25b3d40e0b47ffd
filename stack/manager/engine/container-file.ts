import type { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { callEngine, isNotFound } from './engine-errors.ts';

const blockBytes = 512;
const mostBytes = 1024 * 1024;

/**
 * A file of a container as text, at most 1 MiB, also when it does not run; undefined where it is not there. The engine
 * sends a tar with that one file: 512 bytes header, the size as octal text at 124 (POSIX ustar), then the bytes.
 */
export async function readContainerFile(docker: Docker, id: string, path: string): Promise<string | undefined> {
  return callEngine('reading a file of a container', async () => {
    try {
      const stream = (await docker.getContainer(id).getArchive({ path })) as unknown as Readable;
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > mostBytes + blockBytes) break;
      }
      const tar = Buffer.concat(chunks);
      const size = Number.parseInt(tar.toString('latin1', 124, 136), 8);
      return Number.isNaN(size) ? undefined : tar.toString('utf8', blockBytes, blockBytes + Math.min(size, mostBytes));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  });
}

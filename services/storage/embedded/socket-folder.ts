import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePrivateFolder } from '#platform/files';

/** Longest path of a Unix socket: `sun_path` less its zero byte, 104 on macOS and BSD. */
const maxSocketPathBytes = process.platform === 'linux' ? 107 : 103;
/** Part of the name of the socket; nothing listens on a port. */
export const socketPort = 5432;

export interface SocketFolder {
  folder: string;
  socketPath: string;
  /** Whether the run folder was too long, so that another was made. */
  isElsewhere: boolean;
  remove(): Promise<void>;
}

/** A folder only its owner may enter, with a path short enough for a socket: `runFolder`, or one in the temporary folder. */
export async function openSocketFolder(runFolder: string): Promise<SocketFolder> {
  const socketPath = (folder: string) => join(folder, `.s.PGSQL.${socketPort}`);
  if (Buffer.byteLength(socketPath(runFolder)) <= maxSocketPathBytes) {
    await makePrivateFolder(runFolder);
    const path = socketPath(runFolder);
    return { folder: runFolder, socketPath: path, isElsewhere: false, remove: () => rm(path, { force: true }) };
  }
  const folder = await mkdtemp(join(tmpdir(), 'gantry-'));
  return { folder, socketPath: socketPath(folder), isElsewhere: true, remove: () => rm(folder, { recursive: true, force: true }) };
}

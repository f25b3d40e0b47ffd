import { readdir, readFile, readlink } from 'node:fs/promises';

/** State of a listening socket in /proc/net/tcp, see proc(5). */
const listening = '0A';

/** `process <id> (<name>)` of who listens on a TCP port, from /proc; undefined elsewhere or where it may not be seen. */
export async function findPortHolder(port: number): Promise<string | undefined> {
  const inodes = new Set([...(await listenersOn(port, '/proc/net/tcp')), ...(await listenersOn(port, '/proc/net/tcp6'))]);
  if (inodes.size === 0) return undefined;
  for (const pid of await readdir('/proc').catch(() => [])) {
    if (/^\d+$/.test(pid) && (await holdsOne(pid, inodes))) {
      const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
      return `process ${pid}${name === '' ? '' : ` (${name.trim()})`}`;
    }
  }
  return undefined;
}

async function listenersOn(port: number, table: string): Promise<string[]> {
  const text = await readFile(table, 'utf8').catch(() => '');
  const hexPort = port.toString(16).toUpperCase().padStart(4, '0');
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(`:${hexPort}`) && fields[3] === listening)
    .map((fields) => fields[9] ?? '');
}

async function holdsOne(pid: string, inodes: ReadonlySet<string>): Promise<boolean> {
  const folder = `/proc/${pid}/fd`;
  for (const fd of await readdir(folder).catch(() => [])) {
    const target = await readlink(`${folder}/${fd}`).catch(() => '');
    if (inodes.has(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '')) return true;
  }
  return false;
}

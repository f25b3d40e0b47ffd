import { execFile } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The process that listens on a port of this computer, as far as this user may see it. */
export async function findPortHolder(port: number): Promise<{ pid: number; command: string } | undefined> {
  try {
    if (process.platform === 'linux') return await findOnLinux(port);
    if (process.platform === 'darwin') return await findOnMac(port);
    if (process.platform === 'win32') return await findOnWindows(port);
  } catch {
    // Not being able to name it must not hide that the port is taken.
  }
  return undefined;
}

/** State 0A is LISTEN in /proc/net/tcp (proc(5)); the inode leads to the process that has the socket open. */
async function findOnLinux(port: number): Promise<{ pid: number; command: string } | undefined> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map((file) => readFile(file, 'utf8').catch(() => '')));
  const inodes = new Set(
    tables
      .flatMap((table) => table.split('\n').slice(1))
      .map((line) => line.trim().split(/\s+/))
      .filter((fields) => fields[1]?.endsWith(`:${hex}`) && fields[3] === '0A')
      .map((fields) => `socket:[${fields[9]}]`),
  );
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    for (const descriptor of await readdir(`/proc/${pid}/fd`).catch(() => [])) {
      const target = await readlink(`/proc/${pid}/fd/${descriptor}`).catch(() => '');
      if (!inodes.has(target)) continue;
      const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').filter(Boolean).join(' ');
      return { pid: Number(pid), command: command.slice(0, 200) };
    }
  }
  return undefined;
}

async function findOnMac(port: number): Promise<{ pid: number; command: string } | undefined> {
  const { stdout } = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc']);
  const pid = /^p(\d+)$/m.exec(stdout)?.[1];
  return pid === undefined ? undefined : { pid: Number(pid), command: /^c(.+)$/m.exec(stdout)?.[1] ?? 'unknown' };
}

async function findOnWindows(port: number): Promise<{ pid: number; command: string } | undefined> {
  const { stdout } = await run('netstat', ['-ano', '-p', 'TCP']);
  const pid = new RegExp(`:${port}\\s+\\S+\\s+LISTENING\\s+(\\d+)`).exec(stdout)?.[1];
  if (pid === undefined) return undefined;
  const { stdout: list } = await run('tasklist', ['/FI', `PID eq ${pid}`, '/FO', 'CSV', '/NH']);
  return { pid: Number(pid), command: /^"([^"]+)"/.exec(list)?.[1] ?? 'unknown' };
}

import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Docker from 'dockerode';

/** A small image that can sleep, fail, listen and write: Debian's static busybox and nothing else. */
export const busyboxImage = 'gantry-test/busybox:1';

const applets = [
  'sh',
  'sleep',
  'echo',
  'cat',
  'wget',
  'httpd',
  'nc',
  'true',
  'false',
  'ls',
  'kill',
  'test',
  'touch',
  'rm',
  'dd',
  'mkdir',
  'head',
  'tail',
  'grep',
  'date',
  'id',
  'env',
  'trap',
  'seq',
  'awk',
];

/** Makes the image on the engine at `socket` unless it is there. Needs apt for the program itself. */
export async function ensureBusybox(socket: string): Promise<void> {
  const docker = new Docker({ socketPath: socket.replace(/^unix:\/\//, '') });
  const isThere = await docker
    .getImage(busyboxImage)
    .inspect()
    .then(() => true)
    .catch(() => false);
  if (isThere) return;
  const folder = mkdtempSync(join(tmpdir(), 'gantry-busybox-'));
  try {
    const root = join(folder, 'root');
    for (const name of ['bin', 'tmp', 'data', 'etc']) mkdirSync(join(root, name), { recursive: true });
    execFileSync('cp', [findBusybox(folder), join(root, 'bin', 'busybox')]);
    for (const applet of applets) execFileSync('ln', ['-sf', 'busybox', join(root, 'bin', applet)]);
    const tar = spawn('tar', ['c', '-C', root, '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [repo, tag] = busyboxImage.split(':');
    const reply = (await docker.importImage(
      tar.stdout as never,
      { repo, tag, changes: 'CMD ["sleep","1000"]' } as never,
    )) as unknown as AsyncIterable<Buffer>;
    for await (const _ of reply) {
      // The image is there when the stream has ended.
    }
    // Podman passes over the tag of an import.
    await docker
      .getImage(`${repo}:latest`)
      .tag({ repo: repo ?? '', tag: tag ?? '' })
      .catch(() => undefined);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function findBusybox(folder: string): string {
  execFileSync('apt-get', ['download', '-qq', 'busybox-static'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
  const [deb = ''] = readdirSync(folder).filter((name) => name.endsWith('.deb'));
  execFileSync('dpkg', ['-x', join(folder, deb), join(folder, 'deb')]);
  const found = ['bin/busybox', 'usr/bin/busybox'].map((path) => join(folder, 'deb', path)).find((path) => existsSync(path));
  if (found === undefined) throw new Error('the package busybox-static has no busybox');
  return found;
}

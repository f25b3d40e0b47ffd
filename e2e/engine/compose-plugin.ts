// Docker Compose as a plugin for the tests that hold Gantry against it: what is installed, else Debian's package of
// trixie, unpacked beside nothing else. Prints the folder to use as DOCKER_CONFIG, or nothing.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'gantry-test-compose');

/** Folder for DOCKER_CONFIG in which `docker compose` works; undefined where it cannot be had. */
export function composeConfig(): string | undefined {
  const plugin = join(folder, 'cli-plugins', 'docker-compose');
  if (existsSync(plugin)) return folder;
  try {
    for (const part of ['cli-plugins', 'lists/partial', 'archives/partial', 'unpacked']) mkdirSync(join(folder, part), { recursive: true });
    const sources = join(folder, 'trixie.list');
    const mirror = /^(?:URIs:\s*|deb (?:\[[^\]]*\] )?)(\S+\/debian)\/?(?:\s|$)/m.exec(aptSources())?.[1];
    if (mirror === undefined) return undefined;
    writeFileSync(sources, `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${mirror} trixie main\n`);
    const options = [
      '-o',
      `Dir::Etc::SourceList=${sources}`,
      '-o',
      'Dir::Etc::SourceParts=/dev/null',
      '-o',
      `Dir::State::Lists=${join(folder, 'lists')}`,
      '-o',
      `Dir::Cache::Archives=${join(folder, 'archives')}`,
    ];
    execFileSync('apt-get', [...options, 'update', '-qq'], { stdio: 'ignore' });
    execFileSync('apt-get', [...options, 'download', '-qq', 'docker-compose'], { cwd: join(folder, 'archives'), stdio: 'ignore' });
    const [deb = ''] = readdirSync(join(folder, 'archives')).filter((name) => name.endsWith('.deb'));
    execFileSync('dpkg', ['-x', join(folder, 'archives', deb), join(folder, 'unpacked')]);
    const program = execFileSync('find', [join(folder, 'unpacked'), '-type', 'f', '-name', 'docker-compose', '-perm', '-u+x'], {
      encoding: 'utf8',
    }).split('\n')[0];
    if (program === undefined || program === '') return undefined;
    symlinkSync(program, plugin);
    return folder;
  } catch {
    return undefined;
  }
}

function aptSources(): string {
  const parts = existsSync('/etc/apt/sources.list.d')
    ? readdirSync('/etc/apt/sources.list.d').map((name) => join('/etc/apt/sources.list.d', name))
    : [];
  return ['/etc/apt/sources.list', ...parts]
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}

import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Engine } from '../engine/index.ts';
import type { HostFacts } from './host-place.ts';

export interface HostFactsOptions {
  readonly engine: Pick<Engine, 'info' | 'cgroups'>;
  /** Process of a container that runs; undefined where none does. */
  containerPid(): number | undefined;
  /** XDG_CONFIG_HOME. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Looks at this computer; changes nothing. */
export async function readHostFacts({ engine, containerPid, env }: HostFactsOptions): Promise<HostFacts> {
  const pid = containerPid();
  const userId = process.getuid?.();
  return {
    platform: process.platform,
    hasSystemd: existsSync('/run/systemd/system'),
    engine: engine.info(),
    cgroups: await engine.cgroups().catch(() => undefined),
    containerCgroup: pid === undefined ? undefined : unifiedPath(await readText(`/proc/${pid}/cgroup`)),
    userControllers: (await readText(`/sys/fs/cgroup/user.slice/user-${userId}.slice/user@${userId}.service/cgroup.controllers`))?.split(
      /\s+/,
    ),
    configFolder: env.XDG_CONFIG_HOME || join(env.HOME ?? homedir(), '.config'),
  };
}

/** `0::/system.slice/docker-1.scope` is the line of cgroup v2 (cgroups(7)). */
function unifiedPath(text: string | undefined): string | undefined {
  return text === undefined ? undefined : /^0::(.*)$/m.exec(text)?.[1];
}

function readText(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
}

import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

/** Absolute folders. `state` is what can be lost with regret (tasks, logs), `cache` what can be made anew. */
export interface Paths {
  readonly config: string;
  readonly data: string;
  readonly state: string;
  readonly cache: string;
  /** Short folder for sockets: a Unix socket path may have at most 107 bytes. */
  readonly run: string;
}

/**
 * `GANTRY_HOME` puts all below one folder; without it the XDG folders, `~/Library` on macOS and `%APPDATA%` on Windows.
 */
export function resolvePaths(env: Record<string, string | undefined> = process.env, platform: NodeJS.Platform = process.platform): Paths {
  const home = env.GANTRY_HOME;
  if (home !== undefined && home !== '') {
    const base = resolve(expandHome(home));
    return {
      config: join(base, 'config'),
      data: join(base, 'data'),
      state: join(base, 'state'),
      cache: join(base, 'cache'),
      run: join(base, 'state', 'run'),
    };
  }
  const user = homedir();
  if (platform === 'darwin') {
    const support = join(user, 'Library', 'Application Support', 'gantry');
    return {
      config: join(support, 'config'),
      data: join(support, 'data'),
      state: join(support, 'state'),
      cache: join(user, 'Library', 'Caches', 'gantry'),
      run: join(support, 'state', 'run'),
    };
  }
  if (platform === 'win32') {
    const roaming = join(env.APPDATA ?? join(user, 'AppData', 'Roaming'), 'gantry');
    const local = join(env.LOCALAPPDATA ?? join(user, 'AppData', 'Local'), 'gantry');
    return {
      config: join(roaming, 'config'),
      data: join(local, 'data'),
      state: join(local, 'state'),
      cache: join(local, 'cache'),
      run: join(local, 'state', 'run'),
    };
  }
  const xdg = (name: string, fallback: string) => {
    const value = env[name];
    // The XDG specification: a relative path is invalid and must be ignored.
    return join(value !== undefined && isAbsolute(value) ? value : join(user, fallback), 'gantry');
  };
  const state = xdg('XDG_STATE_HOME', '.local/state');
  return {
    config: xdg('XDG_CONFIG_HOME', '.config'),
    data: xdg('XDG_DATA_HOME', '.local/share'),
    state,
    cache: xdg('XDG_CACHE_HOME', '.cache'),
    run: join(state, 'run'),
  };
}

/** `~` and `~/x` as the user's home folder; anything else as it is. */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/') ? join(homedir(), path.slice(2)) : path;
}

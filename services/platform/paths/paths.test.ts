import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { expandHome, resolvePaths } from './index.ts';

it('puts all below GANTRY_HOME', () => {
  expect(resolvePaths({ GANTRY_HOME: '/x', XDG_DATA_HOME: '/y' }, 'linux')).toEqual({
    config: '/x/config',
    data: '/x/data',
    state: '/x/state',
    cache: '/x/cache',
    run: '/x/state/run',
  });
});

it('follows XDG, and passes over a relative path as the specification says', () => {
  const paths = resolvePaths({ XDG_DATA_HOME: '/data', XDG_STATE_HOME: 'relative' }, 'linux');
  expect(paths.data).toBe('/data/gantry');
  expect(paths.state).toBe(join(homedir(), '.local/state/gantry'));
  expect(paths.config).toBe(join(homedir(), '.config/gantry'));
});

it("uses the platform's own folders on macOS and Windows", () => {
  expect(resolvePaths({}, 'darwin').cache).toBe(join(homedir(), 'Library/Caches/gantry'));
  expect(resolvePaths({ APPDATA: '/roaming', LOCALAPPDATA: '/local' }, 'win32')).toMatchObject({
    config: '/roaming/gantry/config',
    data: '/local/gantry/data',
  });
});

it('expands the home folder and nothing else', () => {
  expect(expandHome('~')).toBe(homedir());
  expect(expandHome('~/a')).toBe(join(homedir(), 'a'));
  expect(expandHome('~other/a')).toBe('~other/a');
  expect(expandHome('/a/~')).toBe('/a/~');
});

import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolvePaths } from '#platform/paths';
import { windowOptions } from './panel-window.ts';
import { defaultSize, fitBounds } from './window-bounds.ts';
import { openWindowMemory } from './window-memory.ts';

const display = { x: 0, y: 0, width: 1920, height: 1080 };

describe('remembered bounds', () => {
  const at = (x: number, y: number, size = { width: 1000, height: 700 }) => fitBounds({ x, y, ...size }, [display]);
  it('are kept on a display, also in part', () => {
    expect(at(100, 100)).toEqual({ x: 100, y: 100, width: 1000, height: 700 });
    expect(at(1700, 900)).toBeDefined();
    expect(fitBounds({ x: 2000, y: 10, width: 1000, height: 700 }, [display, { ...display, x: 1920 }])).toBeDefined();
  });
  it('are forgotten where nobody could reach the window', () => {
    for (const bounds of [at(5000, 100), at(1900, 100), at(100, -50), at(100, 1070), at(-990, 0), fitBounds(undefined, [display])]) {
      expect(bounds).toBeUndefined();
    }
    expect(fitBounds({ x: 0, y: 0, width: 800, height: 600 }, [])).toBeUndefined();
  });
  it('are never smaller than usable', () => {
    expect(at(0, 0, { width: 10, height: 10 })).toMatchObject({ width: 720, height: 480 });
  });
});

describe('window options', () => {
  const options = (isDevelopment: boolean, isDark = true) =>
    windowOptions({
      memory: { isMaximized: false, keepsRunning: true },
      displays: [display],
      isDark,
      isDevelopment,
      preloadFile: '/preload.cjs',
      iconFile: '/icon.png',
    });
  it('shut the page in', () => {
    expect(options(false).webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      devTools: false,
    });
    expect(options(true).webPreferences.devTools).toBe(true);
  });
  it('show nothing before it is painted, in the colour of the theme', () => {
    expect(options(false)).toMatchObject({ show: false, backgroundColor: '#242424', ...defaultSize });
    expect(options(false, false).backgroundColor).toBe('#ffffff');
  });
});

describe('window memory', () => {
  let home: string;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'gantry-window-'));
  });
  afterEach(() => rm(home, { recursive: true }));

  it('is there again at the next start, for its owner only', async () => {
    const paths = resolvePaths({ GANTRY_HOME: home });
    const first = await openWindowMemory(paths);
    first.set({ bounds: { x: 1, y: 2, width: 800, height: 600 } });
    first.set({ keepsRunning: false });
    await first.flush();
    expect((await openWindowMemory(paths)).get()).toEqual({
      bounds: { x: 1, y: 2, width: 800, height: 600 },
      isMaximized: false,
      keepsRunning: false,
    });
    expect((await stat(join(paths.state, 'window.json'))).mode & 0o777).toBe(0o600);
  });

  it.each(['not json', '{"bounds":{"x":"a"}}', '[]'])('begins anew after %s', async (text) => {
    const paths = resolvePaths({ GANTRY_HOME: home });
    const first = await openWindowMemory(paths);
    first.set({ keepsRunning: false });
    await first.flush();
    await writeFile(join(paths.state, 'window.json'), text);
    expect((await openWindowMemory(paths)).get()).toEqual({ isMaximized: false, keepsRunning: true });
  });

  it('goes on where it cannot be written', async () => {
    await writeFile(join(home, 'state'), 'a file where the folder must be');
    const memory = await openWindowMemory(resolvePaths({ GANTRY_HOME: home }));
    memory.set({ keepsRunning: false });
    await memory.flush();
    expect(memory.get().keepsRunning).toBe(false);
  });
});

import { expect, it } from 'vitest';
import type { HostProcessState } from '#contract';
import { describeHost, trayMenu } from './tray-menu.ts';

const actions = { show: () => undefined, restartHost: () => undefined, setKeepsRunning: () => undefined, quit: () => undefined };
const labels = (host: HostProcessState) =>
  trayMenu({ host, health: 'All 6 parts healthy', keepsRunning: true }, actions).flatMap(({ label }) => label ?? []);

it.each<[HostProcessState, string]>([
  [{ state: 'running', reason: 'x' }, 'Running: All 6 parts healthy'],
  [{ state: 'starting', reason: 'The host is starting.' }, 'Starting: The host is starting.'],
  [{ state: 'restarting', reason: 'code 1', retryInSeconds: 4 }, 'Starting again: in 4 s: code 1'],
  [{ state: 'failed', reason: 'the port is taken' }, 'Failed: the port is taken'],
])('says %j in words', (host, text) => {
  expect(labels(host)[0]).toBe(text);
});

it('says only what is known, and not too long', () => {
  expect(describeHost({ state: 'running', reason: 'x' }, undefined)).toBe('Running');
  expect(describeHost({ state: 'failed', reason: 'x'.repeat(300) }, undefined)).toHaveLength(80);
});

it('offers a start when there is something to start', () => {
  expect(labels({ state: 'failed', reason: '' })).toContain('Start the host now');
  expect(labels({ state: 'running', reason: '' })).not.toContain('Start the host now');
});

it('turns the setting over', () => {
  const set: boolean[] = [];
  const menu = trayMenu(
    { host: { state: 'running', reason: '' }, health: undefined, keepsRunning: true },
    { ...actions, setKeepsRunning: (value) => set.push(value) },
  );
  const entry = menu.find(({ type }) => type === 'checkbox');
  expect(entry?.checked).toBe(true);
  entry?.click?.();
  expect(set).toEqual([false]);
});

import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { PanelContents } from './electron-port.ts';
import { lockNavigation } from './navigation.ts';
import { recoverPage } from './page-recovery.ts';
import { isPermitted } from './permissions.ts';

class FakeContents extends EventEmitter {
  openWindow: (details: { url: string }) => { action: 'deny' } = () => ({ action: 'deny' });
  reloads = 0;
  setWindowOpenHandler(handler: typeof this.openWindow): void {
    this.openWindow = handler;
  }
  reload(): void {
    this.reloads += 1;
  }
  /** Whether the page would have gone there. */
  goTo(event: 'will-navigate' | 'will-redirect' | 'will-attach-webview', url = ''): boolean {
    let isPrevented = false;
    this.emit(event, {
      url,
      preventDefault() {
        isPrevented = true;
      },
    });
    return !isPrevented;
  }
}

describe('navigation', () => {
  const lock = () => {
    const contents = new FakeContents();
    const opened: string[] = [];
    lockNavigation(contents as unknown as PanelContents, async (url) => void opened.push(url));
    return { contents, opened };
  };

  it('stays on the panel and opens web links outside', () => {
    const { contents, opened } = lock();
    expect(contents.goTo('will-navigate', 'app://gantry/search')).toBe(true);
    expect(contents.goTo('will-navigate', 'https://example.org/')).toBe(false);
    expect(contents.goTo('will-redirect', 'http://example.org/b')).toBe(false);
    expect(contents.openWindow({ url: 'https://example.org/c' })).toEqual({ action: 'deny' });
    expect(opened).toEqual(['https://example.org/', 'http://example.org/b', 'https://example.org/c']);
  });

  it('goes nowhere else', () => {
    const { contents, opened } = lock();
    for (const url of ['file:///etc/passwd', 'app://other/', 'app://gantry.evil/', 'data:text/html,x', 'javascript:1', 'smb://server/x']) {
      expect(contents.goTo('will-navigate', url)).toBe(false);
      contents.openWindow({ url });
    }
    expect(contents.goTo('will-attach-webview')).toBe(false);
    expect(opened).toEqual([]);
  });
});

it('permits the copy button and nothing else', () => {
  expect(isPermitted('clipboard-sanitized-write', 'app://gantry')).toBe(true);
  expect(isPermitted('clipboard-sanitized-write', 'app://gantry/search')).toBe(true);
  expect(isPermitted('clipboard-sanitized-write', 'https://evil.example')).toBe(false);
  for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fullscreen', 'hid']) {
    expect(isPermitted(permission, 'app://gantry')).toBe(false);
  }
});

it('loads a crashed page again three times, then leaves it to the person', () => {
  const contents = new FakeContents();
  const said: string[] = [];
  recoverPage({
    contents: contents as unknown as PanelContents,
    onCrash: (reason) => said.push(reason),
    onGiveUp: (reason) => said.push(`gave up: ${reason}`),
  });
  contents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
  for (let i = 0; i < 4; i += 1) contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 139 });
  expect(contents.reloads).toBe(3);
  expect(said).toHaveLength(5);
  expect(said.at(-1)).toBe('gave up: The page of the window ended (crashed, code 139).');
});

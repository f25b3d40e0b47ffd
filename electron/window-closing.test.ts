import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import type { PanelWindow, PreventableEvent } from './electron-port.ts';
import { createClosing } from './window-closing.ts';

/** Like Electron: quit asks `before-quit`, then closes the window, then ends, unless one of them prevents it. */
function createFakeApp(canHide: boolean) {
  const events = new EventEmitter();
  const window = new EventEmitter();
  const log: string[] = [];
  const emit = (on: EventEmitter, name: string) => {
    let isPrevented = false;
    const event: PreventableEvent = {
      preventDefault() {
        isPrevented = true;
      },
    };
    on.emit(name, event);
    return isPrevented;
  };
  const app = Object.assign(events, {
    quit() {
      if (emit(events, 'before-quit') || emit(window, 'close')) return;
      log.push('ended');
    },
  });
  let drained: () => void = () => undefined;
  const closing = createClosing({
    app,
    canHide: () => canHide,
    beforeEnd: () => {
      log.push('draining');
      return new Promise((resolve) => {
        drained = resolve;
      });
    },
  });
  closing.attach(Object.assign(window, { hide: () => void log.push('hidden') }) as unknown as PanelWindow);
  return {
    log,
    quit: () => app.quit(),
    close: () => emit(window, 'close'),
    async drain() {
      drained();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

it('hides on close and ends only after the host has drained', async () => {
  const app = createFakeApp(true);
  expect(app.close()).toBe(true);
  expect(app.log).toEqual(['hidden']);
  app.quit();
  app.quit();
  expect(app.log).toEqual(['hidden', 'draining']);
  await app.drain();
  expect(app.log).toEqual(['hidden', 'draining', 'ended']);
});

it('quits on close where there is nothing to come back from', async () => {
  const app = createFakeApp(false);
  app.close();
  app.close();
  await app.drain();
  expect(app.log).toEqual(['hidden', 'draining', 'hidden', 'ended']);
});

import type { PanelWindow, QuittingApp } from './electron-port.ts';

export interface ClosingOptions {
  app: QuittingApp;
  /** Whether closing the window only hides it. */
  canHide(): boolean;
  /** Stops what must be stopped before the end: the host drains. Never throws. */
  beforeEnd(): Promise<void>;
}

export interface Closing {
  /** Makes the window's close button hide it, or quit. */
  attach(window: PanelWindow): void;
}

/** Close and quit: closing hides while there is a tray to come back from; quitting drains the host first. */
export function createClosing({ app, canHide, beforeEnd }: ClosingOptions): Closing {
  let isQuitting = false;
  let isDrained = false;
  app.on('before-quit', (event) => {
    if (isDrained) return;
    event.preventDefault();
    if (isQuitting) return;
    isQuitting = true;
    void beforeEnd().then(() => {
      isDrained = true;
      app.quit();
    });
  });
  return {
    attach(window) {
      window.on('close', (event) => {
        if (isDrained) return;
        event.preventDefault();
        // Hidden at once: the wait for the host is nothing a person has to look at.
        window.hide();
        if (!isQuitting && !canHide()) app.quit();
      });
    },
  };
}

import { whyNoDisplay } from '../display.ts';
import type { Check } from './check.ts';

/** Whether a window can be shown. */
export const displayForWindow: Check = {
  name: 'display-for-window',
  title: 'Is there a display for the window?',
  run({ env }) {
    const reason = whyNoDisplay(env);
    if (reason === undefined) return { state: 'ok', evidence: env.WAYLAND_DISPLAY ?? env.DISPLAY ?? process.platform };
    return {
      state: 'degraded',
      evidence: reason,
      cause: 'Without a display there is no window; the panel is in the browser.',
      fix: 'Nothing needs doing on a server; elsewhere run it in a desktop session.',
    };
  },
};

import type { Io } from './io.ts';

/** Why no window can be shown here; undefined when one can. On Linux a display is X11's or Wayland's. */
export function whyNoDisplay(env: Io['env'], platform: NodeJS.Platform = process.platform): string | undefined {
  if (platform === 'win32') return undefined;
  if (platform === 'darwin') return env.SSH_CONNECTION ? 'this is a session over SSH' : undefined;
  if (env.DISPLAY || env.WAYLAND_DISPLAY) return undefined;
  return 'no display (DISPLAY and WAYLAND_DISPLAY are not set)';
}

import type { Bounds } from './electron-port.ts';

export const defaultSize = { width: 1200, height: 800 };
export const leastSize = { width: 720, height: 480 };

/** So much of the window must lie on a display for a person to be able to move it. */
const reachable = { width: 160, height: 60 };

/** The remembered bounds, if they still are on a display; else undefined: the system then places the window. */
export function fitBounds(remembered: Bounds | undefined, displays: readonly Bounds[]): Bounds | undefined {
  if (remembered === undefined) return undefined;
  const bounds = {
    ...remembered,
    width: Math.max(leastSize.width, remembered.width),
    height: Math.max(leastSize.height, remembered.height),
  };
  return displays.some((display) => isReachable(bounds, display)) ? bounds : undefined;
}

function isReachable(bounds: Bounds, display: Bounds): boolean {
  const width = Math.min(bounds.x + bounds.width, display.x + display.width) - Math.max(bounds.x, display.x);
  const height = Math.min(bounds.y + bounds.height, display.y + display.height) - Math.max(bounds.y, display.y);
  // The title bar is at the top: above the display it cannot be grasped.
  return width >= reachable.width && height >= reachable.height && bounds.y >= display.y;
}

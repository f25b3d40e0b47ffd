import type { GantryBridge } from '#contract';

declare global {
  interface Window {
    /** Put there by the preload script of the Electron window. */
    readonly gantry?: GantryBridge;
  }
}

/** The bridge of the Electron window; undefined in a browser. */
export function windowBridge(): GantryBridge | undefined {
  return window.gantry;
}

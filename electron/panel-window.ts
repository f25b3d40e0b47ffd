import type { BrowserWindowConstructorOptions } from 'electron';
import type { PanelWindow } from './electron-port.ts';
import { defaultSize, fitBounds, leastSize } from './window-bounds.ts';
import type { WindowMemoryStore } from './window-memory.ts';

export interface WindowOptions {
  memory: ReturnType<WindowMemoryStore['get']>;
  displays: Parameters<typeof fitBounds>[1];
  isDark: boolean;
  isDevelopment: boolean;
  preloadFile: string;
  iconFile: string;
}

/** How the window is made: where it was, dark or light from its first frame on, and its page shut in. */
export function windowOptions({ memory, displays, isDark, isDevelopment, preloadFile, iconFile }: WindowOptions) {
  return {
    ...defaultSize,
    ...fitBounds(memory.bounds, displays),
    minWidth: leastSize.width,
    minHeight: leastSize.height,
    title: 'Gantry',
    icon: iconFile,
    show: false,
    backgroundColor: isDark ? '#242424' : '#ffffff',
    autoHideMenuBar: true,
    webPreferences: {
      preload: preloadFile,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      devTools: isDevelopment,
      spellcheck: false,
    },
  } satisfies BrowserWindowConstructorOptions;
}

/** Shows the window once its page is painted, and remembers where it is from then on. */
export function rememberWindow(window: PanelWindow, memory: WindowMemoryStore): void {
  window.once('ready-to-show', () => {
    if (memory.get().isMaximized) window.maximize();
    window.show();
  });
  const remember = () => {
    if (!window.isDestroyed()) memory.set({ bounds: window.getNormalBounds(), isMaximized: window.isMaximized() });
  };
  window.on('resize', remember);
  window.on('move', remember);
}

/** Brings the window to the front from wherever it is: hidden, minimized or behind others. */
export function bringToFront(window: PanelWindow): void {
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}

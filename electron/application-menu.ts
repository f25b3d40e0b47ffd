import { Menu } from 'electron';

/** macOS needs a menu for copy, paste and quit to work by keyboard; elsewhere the panel has all there is, and no bar is shown. */
export function setApplicationMenu(platform: NodeJS.Platform, isDevelopment: boolean): void {
  if (platform !== 'darwin' && !isDevelopment) {
    Menu.setApplicationMenu(null);
    return;
  }
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
      { role: 'editMenu' },
      ...(isDevelopment ? [{ role: 'viewMenu' as const }] : []),
      { role: 'windowMenu' },
    ]),
  );
}

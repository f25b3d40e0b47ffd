import { isOwnAddress } from './app-address.ts';
import type { PanelContents } from './electron-port.ts';
import { toExternalAddress } from './external-address.ts';

/** Keeps the window on the panel: other addresses are refused, and web links open in the system's browser instead. */
export function lockNavigation(contents: PanelContents, openExternal: (url: string) => Promise<void>): void {
  const openOutside = (address: string) => {
    const url = toExternalAddress(address);
    // The system says itself when it has no browser.
    if (url !== undefined) openExternal(url).catch(() => undefined);
  };
  const stay = (event: { preventDefault(): void; url: string }) => {
    if (isOwnAddress(event.url)) return;
    event.preventDefault();
    openOutside(event.url);
  };
  contents.on('will-navigate', stay);
  contents.on('will-redirect', stay);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url);
    return { action: 'deny' };
  });
}

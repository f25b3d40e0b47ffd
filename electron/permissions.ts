import { isOwnAddress } from './app-address.ts';

/** Writing text to the clipboard after a click, for the copy buttons; nothing else, such as camera, place or notifications. */
const granted: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** Whether the page at this address may have a permission of the browser. */
export function isPermitted(permission: string, address: string): boolean {
  return granted.has(permission) && isOwnAddress(address.endsWith('/') ? address : `${address}/`);
}

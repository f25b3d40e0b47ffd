export const appScheme = 'app';
/** The origin of the panel in the window. */
export const appOrigin = `${appScheme}://gantry`;
export const appAddress = `${appOrigin}/`;

/** Whether an address is the panel's own. */
export function isOwnAddress(address: string): boolean {
  return address.startsWith(appAddress);
}

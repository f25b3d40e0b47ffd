/** Longest address handed to the system; browsers take more, links of people do not need it. */
const longestAddress = 2048;

/**
 * The address in its normal form when the system's browser may open it: http or https, no user name or password (they
 * make one site look like another). Undefined for everything else, so that no `file:` or program is ever started.
 */
export function toExternalAddress(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > longestAddress || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
  return isWeb && url.username === '' && url.password === '' ? url.href : undefined;
}

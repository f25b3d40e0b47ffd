/** When the engine received a line. */
export interface Instant {
  /** RFC 3339 in UTC with the digits the engine gave. */
  readonly at: string;
  /** Since 1970, whole microseconds: what a number holds exactly until the year 2255. */
  readonly microseconds: number;
}

const shape = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

/** An engine's time stamp; Docker writes UTC and nanoseconds, Podman its own zone. Undefined for text that is none. */
export function parseInstant(text: string): Instant | undefined {
  const match = shape.exec(text);
  const ms = match === null ? Number.NaN : Date.parse(text);
  if (match === null || Number.isNaN(ms)) return undefined;
  const digits = match[1] ?? '';
  const seconds = Math.floor(ms / 1000);
  const microseconds = seconds * 1e6 + Number(digits.slice(0, 6).padEnd(6, '0'));
  const at = match[2] === 'Z' ? text : `${new Date(seconds * 1000).toISOString().slice(0, 19)}${digits === '' ? '' : `.${digits}`}Z`;
  return { at, microseconds };
}

/** RFC 3339 in UTC with microseconds. */
export function formatInstant(microseconds: number): string {
  const rest = microseconds % 1e6;
  return `${new Date((microseconds - rest) / 1000).toISOString().slice(0, 19)}.${String(rest).padStart(6, '0')}Z`;
}

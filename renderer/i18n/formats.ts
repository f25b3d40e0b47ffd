import type { Figure } from '#contract';

/** Numbers, sizes, durations and times as a person of this language writes them. */
export interface Formats {
  count(value: number): string;
  /** Three significant digits at most. */
  decimal(value: number): string;
  /** KiB, MiB, GiB. */
  bytes(value: number): string;
  /** ms below 1 s, then s, min, h, d. */
  duration(seconds: number): string;
  percent(ratio: number): string;
  /** A measured value with its unit. */
  figure(value: number, unit: Figure['unit']): string;
  /** With seconds. */
  clock(at: number): string;
  /** Hours and minutes, seconds where ticks are closer; short enough for an axis. */
  axisClock(at: number, hasSeconds: boolean): string;
  dateTime(at: number): string;
  /** "3 minutes ago", in the coarsest unit that says something. */
  ago(at: number, now: number): string;
}

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;
const steps = [
  { unit: 'day', seconds: 86_400 },
  { unit: 'hour', seconds: 3600 },
  { unit: 'minute', seconds: 60 },
  { unit: 'second', seconds: 1 },
] as const;

export function createFormats(locale: string): Formats {
  const whole = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
  const short = new Intl.NumberFormat(locale, { maximumSignificantDigits: 3 });
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  // On an axis there is no room for "PM", and without it a clock of 12 hours would say the wrong time.
  const axisClock = new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit', hourCycle: 'h23' });
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
  const dateTime = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' });
  // Above 999 three significant digits would round the digits a person counts by.
  const decimal = (value: number) => (Math.abs(value) >= 1000 ? whole : short).format(value);

  function bytes(value: number): string {
    const step = value < 1 ? 0 : Math.min(byteUnits.length - 1, Math.floor(Math.log2(value) / 10));
    return `${decimal(value / 1024 ** step)}\u00a0${byteUnits[step]}`;
  }

  // SI symbols are the same in every language, and a no-break space keeps them with their number.
  function duration(seconds: number): string {
    if (seconds < 1) return `${decimal(seconds * 1000)}\u00a0ms`;
    if (seconds < 120) return `${decimal(seconds)}\u00a0s`;
    if (seconds < 7200) return `${whole.format(seconds / 60)}\u00a0min`;
    if (seconds < 172_800) return `${decimal(seconds / 3600)}\u00a0h`;
    return `${decimal(seconds / 86_400)}\u00a0d`;
  }

  return {
    count: (value) => whole.format(value),
    decimal,
    bytes,
    duration,
    percent: (ratio) => share.format(ratio),
    figure(value, unit) {
      switch (unit) {
        case 'seconds':
          return duration(value);
        case 'bytes':
          return bytes(value);
        case 'ratio':
          return share.format(value);
        case 'per_second':
          return `${decimal(value)}/s`;
        case 'count':
          return decimal(value);
      }
    },
    clock: (at) => clock.format(at),
    axisClock: (at, hasSeconds) => (hasSeconds ? clock : axisClock).format(at),
    dateTime: (at) => dateTime.format(at),
    ago(at, now) {
      const seconds = Math.max(0, Math.round((now - at) / 1000));
      const step = steps.find((each) => seconds >= each.seconds) ?? { unit: 'second' as const, seconds: 1 };
      return relative.format(-Math.floor(seconds / step.seconds), step.unit);
    },
  };
}

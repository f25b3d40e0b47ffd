import { InvalidArgumentError } from 'commander';

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * A moment as people write it, as RFC 3339 in UTC: so long ago (`90s`, `10m`, `1h30m`, `2d`), or a timestamp; without a
 * zone it is local.
 */
export function readMoment(text: string, nowMs: number = Date.now()): string {
  if (/^(\d+[smhd])+$/.test(text)) {
    const agoMs = [...text.matchAll(/(\d+)([smhd])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * (unitMs[unit ?? ''] ?? 0), 0);
    if (agoMs <= nowMs) return new Date(nowMs - agoMs).toISOString();
  }
  const atMs = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T')) : Number.NaN;
  if (Number.isNaN(atMs)) throw new InvalidArgumentError('It must be a time ago (90s, 10m, 1h30m, 2d) or a timestamp (2026-01-31T14:05).');
  return new Date(atMs).toISOString();
}

import type { Task } from '#contract';
import { formatBytes, formatCount, formatSeconds } from './quantities.ts';

/** How far a task is, in its own unit: `412 of 1,400 documents  29%  84/s  12 s left  3 skipped`. Only what is known. */
export function describeProgress({ progress, skipped, failed }: Pick<Task, 'progress' | 'skipped' | 'failed'>): string {
  const { done, total, unit, per_second: perSecond, eta_seconds: etaSeconds } = progress;
  const isBytes = unit === 'bytes';
  const parts = [
    total === null ? formatDone(done, unit) : `${isBytes ? formatBytes(done) : formatCount(done)} of ${formatDone(total, unit)}`,
  ];
  if (total !== null && total > 0) parts.push(`${Math.floor((100 * done) / total)}%`);
  if (perSecond !== null && isBytes) parts.push(`${formatBytes(Math.round(perSecond))}/s`);
  else if (perSecond !== null) parts.push(`${perSecond < 10 ? Number(perSecond.toFixed(1)) : formatCount(perSecond)}/s`);
  if (etaSeconds !== null) parts.push(`${formatSeconds(etaSeconds)} left`);
  if (skipped > 0) parts.push(`${formatCount(skipped)} skipped`);
  if (failed > 0) parts.push(`${formatCount(failed)} failed`);
  return parts.join('  ');
}

/** So many of a task's unit; bytes in the unit people read. */
export function formatDone(count: number, unit: string): string {
  return unit === 'bytes' ? formatBytes(count) : `${formatCount(count)} ${unit}`;
}

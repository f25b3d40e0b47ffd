import { type LogLevel, type LogLine, logLevelSchema } from '#contract';

export interface LineFilter {
  readonly contains?: string | undefined;
  readonly level?: LogLevel | undefined;
}

/** Whether a line is asked for: without regard to case, and of that level or worse. */
export function createLineFilter({ contains, level }: LineFilter): (line: Pick<LogLine, 'text' | 'level'>) => boolean {
  const wanted = contains?.toLowerCase() ?? '';
  const order = logLevelSchema.options;
  const least = level === undefined ? -1 : order.indexOf(level);
  return ({ text, level: has }) =>
    (least < 0 || (has !== null && order.indexOf(has) >= least)) && (wanted === '' || text.toLowerCase().includes(wanted));
}

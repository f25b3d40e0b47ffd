import type { LogLevel, LogLine } from '#contract';
import type { Io } from '../io.ts';
import { printLine } from '../output.ts';
import { printable } from '../printable.ts';
import { paint } from '../style.ts';

export interface LogLineStyle {
  /** Cells for the service before the line; undefined: it is left out. */
  nameCells?: number | undefined;
  indent?: string;
}

const formats: Record<LogLevel, 'dim' | 'yellow' | 'red' | undefined> = {
  debug: 'dim',
  info: undefined,
  warning: 'yellow',
  error: 'red',
  fatal: 'red',
};

/** One line of a container: time of day in the local zone, service, text; its level is its colour. */
export function printLogLine(io: Io, { at, service, level, text }: LogLine, { nameCells, indent = '' }: LogLineStyle): void {
  const format = level === null ? undefined : formats[level];
  const line = printable(text);
  const name = nameCells !== undefined ? `${paint(io.stdout, 'cyan', printable(service).padEnd(nameCells))}  ` : '';
  printLine(io, `${indent}${paint(io.stdout, 'dim', timeOf(at))}  ${name}${format === undefined ? line : paint(io.stdout, format, line)}`);
}

/** Time of day, or with the day where it is another one: `14:05:09`, `2026-01-31 14:05:09`. */
function timeOf(at: string, now: Date = new Date()): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
  const isToday = date.toDateString() === now.toDateString();
  return isToday ? time : `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`;
}

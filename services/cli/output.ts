import type { Io } from './io.ts';
import { formatTable, type TableOptions } from './table.ts';

/** One line on stdout. */
export function printLine(io: Io, line = ''): void {
  io.stdout.write(`${line}\n`);
}

/** One JSON value on one line of stdout. */
export function printJson(io: Io, value: unknown): void {
  io.stdout.write(`${JSON.stringify(value)}\n`);
}

/** A table on stdout, cut to the terminal where there is one. */
export function printTable<R>(io: Io, table: Omit<TableOptions<R>, 'width'>): void {
  for (const line of formatTable({ ...table, width: terminalWidth(io.stdout) })) printLine(io, line);
}

/** Cells of a line; undefined where the stream is no terminal. */
export function terminalWidth(stream: NodeJS.WriteStream): number | undefined {
  return stream.isTTY ? stream.columns : undefined;
}

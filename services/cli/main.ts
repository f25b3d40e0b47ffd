#!/usr/bin/env node
import { type Io, systemIo } from './io.ts';
import { createProgram } from './program.ts';
import { exitCodeOf, reportError } from './report-error.ts';

async function main(io: Io, args: readonly string[]): Promise<void> {
  try {
    await createProgram(io).parseAsync([...args], { from: 'user' });
  } catch (error) {
    reportError(io, error, args);
    io.setExitCode(exitCodeOf(error));
  }
}

await main(systemIo(process.env), process.argv.slice(2));

import type { LineLevel } from './level-parser.ts';
import { timestampedLevel } from './timestamped.ts';

/** Qdrant: tracing or env_logger lines, and a panic of a Rust thread, which has no level of its own. */
export function qdrantLevel(line: string): LineLevel {
  if (/^thread '[^']*' (?:\(\d+\) )?panicked at /.test(line)) return 'fatal';
  if (/^(?:note: run with|stack backtrace:|\s+\d+: |\s+at )/.test(line)) return 'continues';
  return timestampedLevel(line);
}

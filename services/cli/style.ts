import { styleText } from 'node:util';
import type { State, TaskState } from '#contract';

type Format = Parameters<typeof styleText>[0];

/** Colour on a terminal that has colours, and plain text elsewhere. `hasColors` heeds NO_COLOR, FORCE_COLOR and TERM. */
export function paint(stream: NodeJS.WriteStream, format: Format, text: string): string {
  return stream.isTTY && stream.hasColors() ? styleText(format, text) : text;
}

const stateFormats: Record<State | TaskState, Format> = {
  ok: 'green',
  starting: 'cyan',
  degraded: 'yellow',
  down: 'red',
  stopped: 'dim',
  unknown: 'dim',
  queued: 'cyan',
  running: 'cyan',
  cancelling: 'yellow',
  cancelled: 'yellow',
  succeeded: 'green',
  failed: 'red',
  interrupted: 'yellow',
};

/** The word of a state in its colour; the word alone says it all. */
export function paintState(stream: NodeJS.WriteStream, state: State | TaskState, text: string = state): string {
  return paint(stream, stateFormats[state], text);
}

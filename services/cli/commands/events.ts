import { Argument, type Command } from 'commander';
import { type EventName, eventSchemas, GantryError, type GantryEvent } from '#contract';
import { type CommonOptions, createCommand } from '../command.ts';
import { connect } from '../connect.ts';
import { describeEvent } from '../describe-event.ts';
import type { Io } from '../io.ts';
import { printJson, printLine } from '../output.ts';

/** Measurements come every few seconds and would hide the rest. */
const samples: readonly EventName[] = ['figures.sampled', 'services.measured'];

/** `gantry events`: what the host announces, until Ctrl-C. */
export function createEventsCommand(io: Io): Command {
  return createCommand(io, 'events', 'Follow what the host announces until Ctrl-C; with --json one object a line')
    .addArgument(new Argument('[names...]', 'only these events').choices(Object.keys(eventSchemas)))
    .action(async (names: EventName[], { json }: CommonOptions) => {
      const { client } = await connect(io);
      const isWanted = ({ event }: GantryEvent) => (names.length === 0 ? json === true || !samples.includes(event) : names.includes(event));
      const stop = new AbortController();
      const stopListening = io.onInterrupt(() => stop.abort());
      let refusal: Error | undefined;
      let wasOpen = false;
      await client.events({
        signal: stop.signal,
        onEvent(event) {
          if (!isWanted(event)) return;
          if (json) printJson(io, event);
          else printLine(io, describeEvent(event));
        },
        onState(state) {
          if (state === 'open') wasOpen = true;
          else if (state === 'lost' && !wasOpen) stop.abort(new GantryError('host_unreachable'));
          else if (state === 'lost') io.stderr.write('The connection is lost; trying again.\n');
        },
        onResync: () => io.stderr.write('Some events were missed.\n'),
        onRefused(error) {
          refusal = error;
        },
      });
      stopListening();
      if (refusal !== undefined) throw refusal;
      if (stop.signal.reason instanceof GantryError) throw stop.signal.reason;
    });
}

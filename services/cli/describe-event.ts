import type { GantryEvent } from '#contract';
import { describeProgress } from './describe-progress.ts';
import { printable } from './printable.ts';
import { formatTime } from './quantities.ts';

/** One event on one line: when it was heard, its name and what it says. */
export function describeEvent(event: GantryEvent): string {
  return printable(`${formatTime(new Date().toISOString())}  ${event.event.padEnd(19)}  ${whatItSays(event)}`);
}

function whatItSays(event: GantryEvent): string {
  switch (event.event) {
    case 'part.changed':
      return `${event.data.title}: ${event.data.state}, ${event.data.reason}`;
    case 'task.changed':
      return `${event.data.title}: ${event.data.state}, ${describeProgress(event.data)}`;
    case 'document.changed':
      return `${event.data.change} ${event.data.id} in ${event.data.collection}`;
    case 'service.changed':
      return `${event.data.name}: ${event.data.phase}, ${event.data.reason}`;
    case 'service.acted':
      return `${event.data.service}: ${event.data.action}, ${event.data.reason}`;
    case 'services.measured':
      return `${Object.keys(event.data.usage).length} services`;
    case 'engine.changed':
      return `${event.data.kind ?? 'engine'}: ${event.data.state}, ${event.data.reason}`;
    case 'figures.sampled':
      return `${Object.keys(event.data.values).length} figures`;
    case 'config.changed':
      return `${event.data.document}: ${event.data.keys.join(', ')}, by ${event.data.by}`;
    case 'credentials.changed':
      return `${event.data.change} ${event.data.names.join(', ')}`;
    case 'tokens.changed':
      return 'Tokens or sessions changed';
    case 'setup.changed':
      return 'The setup moved on';
    case 'host.draining':
      return 'The host is about to stop';
  }
}

import type { ServerResponse } from 'node:http';
import { GantryError, type GantryEvent } from '#contract';
import type { Events } from '#platform/events';
import type { ApiMetrics } from './metrics.ts';

export interface StreamRequest {
  response: ServerResponse;
  lastEventId: string | undefined;
  headers: Record<string, string>;
  /** Asked at each heartbeat; false ends the stream. */
  stillHolds: () => Promise<boolean>;
}

const heartbeatMs = 15_000;
const mostStreams = 64;
/** A client that has not read this much is gone or too slow; it may come back with Last-Event-ID. */
const mostUnreadBytes = 4 * 1024 * 1024;

/** Server-sent events to many clients, each with a bound on what it may leave unread. */
export function createEventStreams(events: Events, metrics: ApiMetrics) {
  const open = new Set<ServerResponse>();
  metrics.watchStreams(() => open.size);

  return {
    /** @throws GantryError `overloaded` when as many streams are open as may be */
    expectRoom(): void {
      if (open.size < mostStreams) return;
      throw new GantryError('overloaded', { message: `At most ${mostStreams} event streams may be open.`, retryAfterSeconds: 10 });
    },
    /** Writes events into `response` until the client goes, is too slow, or the host stops. */
    begin({ response, lastEventId, headers, stillHolds }: StreamRequest): void {
      open.add(response);
      response.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
      response.write('retry: 1000\n\n');
      if (lastEventId !== undefined) catchUp(response, Number(lastEventId));
      const stop = events.subscribe((event) => {
        if (response.writableEnded) return;
        response.write(format(event));
        if (response.writableLength > mostUnreadBytes) {
          metrics.streamsDropped.inc();
          response.destroy();
        }
      });
      const heartbeat = setInterval(() => {
        if (response.writableEnded) return;
        response.write(': still here\n\n');
        void stillHolds().then((holds) => holds || response.end());
      }, heartbeatMs);
      response.on('close', () => {
        stop();
        clearInterval(heartbeat);
        open.delete(response);
      });
    },
    close() {
      for (const response of open) response.end();
    },
  };

  function catchUp(response: ServerResponse, lastId: number): void {
    const missed = Number.isSafeInteger(lastId) ? events.after(lastId) : undefined;
    if (missed === undefined) response.write('event: resync\ndata: {}\n\n');
    else for (const event of missed) response.write(format(event));
  }
}

export type EventStreams = ReturnType<typeof createEventStreams>;

function format({ id, event, data }: GantryEvent): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

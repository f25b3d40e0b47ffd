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

interface Stream {
  /** Asks whether the credential still holds, and ends the stream where it does not. */
  recheck(): Promise<void>;
  end(): void;
}

const heartbeatMs = 15_000;
const mostStreams = 64;
/** A client that has not read this much is gone or too slow; it may come back with Last-Event-ID. */
const mostUnreadBytes = 4 * 1024 * 1024;

/** Server-sent events to many clients, each with a bound on what it may leave unread. */
export function createEventStreams(events: Events, metrics: ApiMetrics) {
  const open = new Map<ServerResponse, Stream>();
  metrics.watchStreams(() => open.size);

  return {
    /** @throws GantryError `overloaded` when as many streams are open as may be */
    expectRoom(): void {
      if (open.size < mostStreams) return;
      throw new GantryError('overloaded', { message: `At most ${mostStreams} event streams may be open.`, retryAfterSeconds: 10 });
    },
    /** Writes events into `response` until the client goes, is too slow, loses its right, or the host stops. */
    begin({ response, lastEventId, headers, stillHolds }: StreamRequest): void {
      // The client may have gone while its token was being looked at; its `close` will not come again.
      if (response.destroyed) return;
      response.writeHead(200, { ...headers, 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' });
      const write = (text: string) => {
        // What the host announces after its end would cut off what is still on its way.
        if (response.writableEnded || response.destroyed) return;
        response.write(text);
        if (response.writableLength <= mostUnreadBytes) return;
        metrics.streamsDropped.inc();
        response.destroy();
      };
      const end = () => void response.end();
      const recheck = async () => {
        if (!(await stillHolds().catch(() => false))) end();
      };

      write('retry: 1000\n\n');
      if (lastEventId !== undefined) catchUp(write, lastEventId);
      const unsubscribe = events.subscribe((event) => write(format(event)));
      const heartbeat = setInterval(() => {
        write(': still here\n\n');
        void recheck();
      }, heartbeatMs);
      open.set(response, { recheck, end });
      response.once('close', () => {
        unsubscribe();
        clearInterval(heartbeat);
        open.delete(response);
      });
    },
    /** Ends the streams whose credential holds no more, without waiting for their heartbeat. */
    async recheck(): Promise<void> {
      await Promise.all([...open.values()].map((stream) => stream.recheck()));
    },
    close(): void {
      for (const stream of open.values()) stream.end();
    },
  };

  function catchUp(write: (text: string) => void, lastEventId: string): void {
    const lastId = lastEventId === '' ? Number.NaN : Number(lastEventId);
    const missed = Number.isSafeInteger(lastId) ? events.after(lastId) : undefined;
    if (missed === undefined) write('event: resync\ndata: {}\n\n');
    else for (const event of missed) write(format(event));
  }
}

export type EventStreams = ReturnType<typeof createEventStreams>;

function format({ id, event, data }: GantryEvent): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseServerSentEvents, type ServerSentEvent } from './server-sent-events.ts';

async function parse(chunks: Uint8Array[]): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
  for await (const event of parseServerSentEvents(body, () => undefined)) events.push(event);
  return events;
}

const stream =
  'retry: 1000\n\n: comment\n\nid: 1\nevent: part.changed\ndata: {"a":"ä😀"}\n\r\nid: 2\r\ndata: one\r\ndata: two\r\n\r\nevent: none\n\ndata:no space\n\n';
const expected = [
  { event: 'part.changed', data: '{"a":"ä😀"}', id: '1' },
  { event: 'message', data: 'one\ntwo', id: '2' },
  { event: 'message', data: 'no space', id: undefined },
];

it('reads the same events however the bytes are cut', async () => {
  const bytes = new TextEncoder().encode(stream);
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 40 }), async (cuts) => {
      const edges = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const chunks = edges.slice(1).map((end, index) => bytes.slice(edges[index], end));
      expect(await parse(chunks)).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});
